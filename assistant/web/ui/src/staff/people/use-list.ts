/** A list of the API's, read when the page opens and again when it is asked to. */
import { useCallback, useEffect, useState } from "react";
import { why } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";

export function useList<T>(path: string): {
  list: T[] | null;
  failed: string;
  again: () => void;
} {
  const say = useWords();
  const { ask } = useSession();
  const [list, setList] = useState<T[] | null>(null);
  const [failed, setFailed] = useState("");
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let over = false;
    ask<T[]>("GET", path).then(
      (found) => {
        if (!over) setList(found);
      },
      (error: unknown) => {
        if (!over) setFailed(why(error, say));
      },
    );
    return () => {
      over = true;
    };
  }, [ask, path, say, asked]);
  const again = useCallback(() => setAsked((count) => count + 1), []);
  return { list, failed, again };
}
