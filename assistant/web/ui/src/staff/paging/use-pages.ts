/** A list that the API gives page by page. */
import { useCallback, useEffect, useRef, useState } from "react";
import { why } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";

export interface Pages {
  /** Why the last reading failed; empty where it did not. */
  failed: string;
  reading: boolean;
  /** Read the next page, if there is one. */
  more: () => void;
  /** Read the first page anew. */
  again: () => void;
}

/** `onPage` is given the page at `first`, and on demand the one at `next`, put under it (`more`). */
export function usePages<Page>(
  first: string,
  next: string | null,
  onPage: (page: Page, more: boolean) => void,
): Pages {
  const say = useWords();
  const { ask } = useSession();
  const [failed, setFailed] = useState("");
  const [reading, setReading] = useState(false);
  const [times, setTimes] = useState(0);
  const take = useRef(onPage);
  take.current = onPage;
  // what was asked for before is not put under what is asked for now
  const wanted = useRef(first);
  wanted.current = first;

  const again = useCallback(() => setTimes((count) => count + 1), []);
  useEffect(() => {
    let over = false;
    setReading(true);
    ask<Page>("GET", first)
      .then(
        (page) => {
          if (over) return;
          take.current(page, false);
          setFailed("");
        },
        (error: unknown) => {
          if (!over) setFailed(why(error, say));
        },
      )
      .finally(() => {
        if (!over) setReading(false);
      });
    return () => {
      over = true;
    };
  }, [ask, first, times, say]);

  const loading = useRef(false);
  const more = useCallback(() => {
    if (!next || loading.current) return;
    loading.current = true;
    ask<Page>("GET", next)
      .then(
        (page) => {
          if (wanted.current === first) take.current(page, true);
        },
        (error: unknown) => setFailed(why(error, say)),
      )
      .finally(() => {
        loading.current = false;
      });
  }, [ask, first, next, say]);
  return { failed, reading, more, again };
}
