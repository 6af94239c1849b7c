/** Every key of the review page: what the handler acts on and the help sheet shows. */
import { bound, type Binding, type Press } from "../keys/bindings";

export type Command =
  | "next"
  | "previous"
  | "take"
  | "approve"
  | "edit"
  | "dismiss"
  | "reopen"
  | "note"
  | "tag"
  | "assign"
  | "escalate"
  | "search"
  | "filters"
  | "canned"
  | "toWhom"
  | "aloud"
  | "learn"
  | "send"
  | "back"
  | "play"
  | "takeOver"
  | "conduct"
  | "help";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export const BINDINGS: readonly Binding<Command>[] = [
  { command: "next", keys: ["j", "ArrowDown"], shown: ["J", "↓"], does: "key.next", acts: false, where: "list" },
  { command: "previous", keys: ["k", "ArrowUp"], shown: ["K", "↑"], does: "key.previous", acts: false, where: "list" },
  { command: "take", keys: ["Enter", "c"], shown: ["Enter", "C"], does: "key.take", acts: true, where: "list" },
  { command: "approve", keys: ["a"], shown: ["A"], does: "key.approve", acts: true, where: "list" },
  { command: "edit", keys: ["e"], shown: ["E"], does: "key.edit", acts: true, where: "list" },
  { command: "dismiss", keys: ["x"], shown: ["X"], does: "key.dismiss", acts: true, where: "list" },
  { command: "reopen", keys: ["z"], shown: ["Z"], does: "key.reopen", acts: true, where: "list" },
  { command: "note", keys: ["n"], shown: ["N"], does: "key.note", acts: true, where: "list" },
  { command: "tag", keys: ["t"], shown: ["T"], does: "key.tag", acts: true, where: "list" },
  { command: "assign", keys: ["g"], shown: ["G"], does: "key.assign", acts: true, where: "list" },
  { command: "escalate", keys: ["!", "！"], shown: ["!"], does: "key.escalate", acts: true, where: "list" },
  { command: "takeOver", keys: ["o"], shown: ["O"], does: "key.takeOver", acts: true, where: "list" },
  { command: "play", keys: ["p"], shown: ["P"], does: "key.play", acts: false, where: "list" },
  { command: "search", keys: ["/", "、"], shown: ["/"], does: "key.search", acts: false, where: "list" },
  { command: "filters", keys: ["f"], shown: ["F"], does: "key.filters", acts: false, where: "list" },
  { command: "conduct", keys: ["m"], shown: ["M"], does: "key.conduct", acts: false, where: "list" },
  { command: "canned", keys: DIGITS, shown: ["Alt", "1–9"], does: "key.canned", acts: true, where: "writing", with: "alt" },
  { command: "toWhom", keys: ["w"], shown: ["Alt", "W"], does: "key.toWhom", acts: true, where: "writing", with: "alt" },
  { command: "aloud", keys: ["s"], shown: ["Alt", "S"], does: "key.aloud", acts: true, where: "writing", with: "alt" },
  { command: "learn", keys: ["l"], shown: ["Alt", "L"], does: "key.learn", acts: true, where: "writing", with: "alt" },
  { command: "send", keys: ["Enter"], shown: ["Ctrl", "Enter"], does: "key.send", acts: true, where: "writing", with: "ctrl" },
  { command: "back", keys: ["Escape"], shown: ["Esc"], does: "key.back", acts: false, where: "both" },
  { command: "help", keys: ["?", "？"], shown: ["?"], does: "key.help", acts: false, where: "list" },
];

/** The command of a press on this page, given whether one is writing; null for none. */
export function commandOf(press: Press, writing: boolean): Command | null {
  return bound(BINDINGS, press, writing);
}
