import { useEffect, useState } from "react";
import { arrive, type Arrival } from "../room/load";

const AGAIN_MS = 1500;

/** Try the room until it is there, or known not to be. */
export function useArrival(room: string): Arrival | { kind: "connecting" } {
  const [arrival, setArrival] = useState<Arrival | { kind: "connecting" }>({ kind: "connecting" });
  useEffect(() => {
    const attempt = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attend = async () => {
      const found = await arrive(room, attempt.signal);
      if (attempt.signal.aborted) return;
      setArrival(found);
      if (found.kind === "loading" || found.kind === "unreachable") {
        timer = setTimeout(() => void attend().catch(() => undefined), AGAIN_MS);
      }
    };
    // Rejects only when this effect was cleaned up.
    attend().catch(() => undefined);
    return () => {
      attempt.abort();
      clearTimeout(timer);
    };
  }, [room]);
  return arrival;
}
