/** What is beside the queue: saved views, canned replies, colleagues, rooms; read again when told. */
import { useCallback, useEffect, useState } from "react";
import { useSession } from "../session/session";

export function useThings<T>(path: string, nothing: T): { things: T; again: () => void } {
  const { ask } = useSession();
  const [things, setThings] = useState(nothing);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let over = false;
    ask<T>("GET", path).then(
      (found) => {
        if (!over) setThings(found);
      },
      // the page works without; what needs it says so itself
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [ask, path, asked]);
  const again = useCallback(() => setAsked((count) => count + 1), []);
  return { things, again };
}
