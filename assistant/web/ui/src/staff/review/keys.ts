/** Every key of the review page: what the handler acts on and the help sheet shows. */
import type { Key } from "../words/zh";

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

interface Binding {
  command: Command;
  /** As `KeyboardEvent.key`; letters small. */
  keys: readonly string[];
  /** As the help sheet writes them. */
  shown: readonly string[];
  does: Key;
  /** Whether it acts on items, which needs the right to answer. */
  acts: boolean;
  /** Where it works: among items, while one writes, or in both. */
  where: "list" | "writing" | "both";
  with?: "alt" | "ctrl";
}

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export const BINDINGS: readonly Binding[] = [
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

/** What of a `KeyboardEvent` matters here. */
export interface Press {
  key: string;
  code?: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  repeat?: boolean;
}

/** The command of a press, given whether one is writing; null for none, and never in composition. */
export function commandOf(press: Press, writing: boolean): Command | null {
  // 229 of old is "Process" or "Unidentified" now: the input method has the key
  if (press.isComposing || press.key === "Process") return null;
  const key = keyOf(press);
  for (const { command, keys, where, with: held } of BINDINGS) {
    if (where !== "both" && (where === "writing") !== writing) continue;
    if (press.altKey !== (held === "alt")) continue;
    if ((press.ctrlKey || press.metaKey) !== (held === "ctrl")) continue;
    if (!keys.includes(key)) continue;
    // a key that is held moves on, but settles nothing twice
    if (press.repeat && command !== "next" && command !== "previous") return null;
    return command;
  }
  return null;
}

/** Alt writes other signs on some keyboards (Alt+1 is ¡ on a Mac): the key itself is meant. */
export function keyOf(press: Press): string {
  const own = /^(?:Digit|Key)([1-9A-Z])$/.exec(press.code ?? "")?.[1];
  if (press.altKey && own) return own.toLowerCase();
  return press.key.length === 1 ? press.key.toLowerCase() : press.key;
}

/** Whether keys pressed there are words, or the control's own. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLInputElement) {
    return !["checkbox", "radio", "button", "submit"].includes(target.type);
  }
  return false;
}
