/** Every key of the repurchase page. */
import type { Binding } from "../keys/bindings";

export type Command =
  | "next"
  | "previous"
  | "approve"
  | "decline"
  | "edit"
  | "check"
  | "search"
  | "save"
  | "back"
  | "help";

export const BINDINGS: readonly Binding<Command>[] = [
  { command: "next", keys: ["j", "ArrowDown"], shown: ["J", "↓"], does: "repurchase.key.next", acts: false, where: "list" },
  { command: "previous", keys: ["k", "ArrowUp"], shown: ["K", "↑"], does: "repurchase.key.previous", acts: false, where: "list" },
  { command: "approve", keys: ["a"], shown: ["A"], does: "repurchase.key.approve", acts: true, where: "list" },
  { command: "decline", keys: ["d"], shown: ["D"], does: "repurchase.key.decline", acts: true, where: "list" },
  { command: "edit", keys: ["e"], shown: ["E"], does: "repurchase.key.edit", acts: true, where: "list" },
  { command: "check", keys: ["s"], shown: ["S"], does: "repurchase.key.check", acts: true, where: "list" },
  { command: "search", keys: ["/", "、"], shown: ["/"], does: "repurchase.key.search", acts: false, where: "list" },
  { command: "save", keys: ["Enter"], shown: ["Ctrl", "Enter"], does: "repurchase.key.save", acts: true, where: "writing", with: "ctrl" },
  { command: "back", keys: ["Escape"], shown: ["Esc"], does: "key.back", acts: false, where: "both" },
  { command: "help", keys: ["?", "？"], shown: ["?"], does: "key.help", acts: false, where: "list" },
];
