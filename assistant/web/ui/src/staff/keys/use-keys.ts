/** Hears the keys of a page: none while one writes, none behind a dialog. */
import { useEffect, useRef } from "react";
import { bound, isWriting, type Binding } from "./bindings";

/** `run` says whether it did something, so that the browser does not too. */
export function useKeys<Command extends string>(
  bindings: readonly Binding<Command>[],
  off: boolean,
  run: (command: Command) => boolean,
): void {
  const running = useRef(run);
  running.current = run;
  useEffect(() => {
    if (off) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isWriting(event.target)) return;
      if (ownsKey(event.target, event.key)) return;
      const command = bound(bindings, event, false);
      if (command !== null && running.current(command)) event.preventDefault();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [bindings, off]);
}

/** Whether a control does something itself with the key. */
function ownsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("[role=menu], [role=dialog]:not(.ant-drawer-section)") && key !== "Escape") {
    return true;
  }
  if (key === "Enter" || key === " ") return target.closest("button, a, summary, audio, input") !== null;
  return key.startsWith("Arrow") && target.closest("[role=radiogroup], audio") !== null;
}
