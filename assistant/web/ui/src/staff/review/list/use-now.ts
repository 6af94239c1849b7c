/** The time, once a second, by one timer for all who look at it. */
import { useSyncExternalStore } from "react";

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const looking = new Set<() => void>();

function look(told: () => void): () => void {
  looking.add(told);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of looking) tell();
  }, 1000);
  return () => {
    looking.delete(told);
    if (looking.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function useNow(): number {
  return useSyncExternalStore(look, () => now);
}
