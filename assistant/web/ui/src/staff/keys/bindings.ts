/** Keys of a page: which press is which command, for a handler to act on and a sheet to show. */
import type { Key } from "../words/zh";

export interface Binding<Command extends string> {
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
export function bound<Command extends string>(
  bindings: readonly Binding<Command>[],
  press: Press,
  writing: boolean,
): Command | null {
  // 229 of old is "Process" or "Unidentified" now: the input method has the key
  if (press.isComposing || press.key === "Process") return null;
  const key = keyOf(press);
  for (const { command, keys, where, with: held } of bindings) {
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
