/** An item with all that is known of it, read when it is selected and when it changes. */
import { useCallback, useEffect, useRef, useState } from "react";
import { why } from "../../session/call";
import { useSession } from "../../session/session";
import { useWords } from "../../words/use-words";
import type { Item, Whole } from "../wire";

export function useWhole(id: number | null): {
  whole: Whole | null;
  failed: string;
  heard: (item: Item) => void;
  again: () => void;
} {
  const say = useWords();
  const { ask } = useSession();
  const [whole, setWhole] = useState<Whole | null>(null);
  const [failed, setFailed] = useState("");
  const [asked, setAsked] = useState(0);
  const again = useCallback(() => setAsked((count) => count + 1), []);
  const shown = useRef(id);
  shown.current = id;
  const heard = useCallback(
    (item: Item) => {
      if (item.id === shown.current) again();
    },
    [again],
  );
  useEffect(() => {
    if (id === null) return;
    let over = false;
    ask<Whole>("GET", `/api/review/items/${id}`).then(
      (found) => {
        if (over) return;
        setWhole(found);
        setFailed("");
      },
      (error: unknown) => {
        if (!over) setFailed(why(error, say));
      },
    );
    return () => {
      over = true;
    };
  }, [id, asked, ask, say]);
  return { whole: whole?.item.id === id ? whole : null, failed, heard, again };
}
