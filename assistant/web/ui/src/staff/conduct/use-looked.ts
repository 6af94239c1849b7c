/** Something of the API's that is looked at again and again while the page is seen. */
import { useCallback, useEffect, useState } from "react";

export function useLooked<T>(
  look: () => Promise<T>,
  everyMs: number,
): { seen: T | null; put: (seen: T) => void; again: () => void } {
  const [seen, put] = useState<T | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let over = false;
    const once = () => {
      if (document.hidden) return;
      look().then(
        (found) => {
          if (!over) put(found);
        },
        // as it was last seen; the next look may do
        () => undefined,
      );
    };
    once();
    const timer = setInterval(once, everyMs);
    document.addEventListener("visibilitychange", once);
    return () => {
      over = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", once);
    };
  }, [look, everyMs, asked]);
  const again = useCallback(() => setAsked((count) => count + 1), []);
  return { seen, put, again };
}
