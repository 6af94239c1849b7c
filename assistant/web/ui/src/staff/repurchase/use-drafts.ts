/** The messages as they are read, page by page, and what is decided on them. */
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { why } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { DRAFTS, listPath, type Asked } from "./asked";
import { nothingRead, step, type Change, type Drafts } from "./drafts";
import type { Decided, Decision, Page } from "./wire";

/** As many are decided on in one call. */
const AT_ONCE = 100;

export interface Live {
  drafts: Drafts;
  change: (change: Change) => void;
  failed: string;
  reading: boolean;
  /** Read the next ones, if there are more. */
  more: () => void;
  again: () => void;
  /** Whether something is being decided on. */
  busy: boolean;
  /** What came of it, and why some were refused. Throws Refused. */
  decide: (ids: readonly string[], decision: Decision) => Promise<Decided>;
}

export function useDrafts(asked: Asked): Live {
  const say = useWords();
  const { ask, session } = useSession();
  const [drafts, change] = useReducer(step, asked.state, nothingRead);
  const [failed, setFailed] = useState("");
  const [reading, setReading] = useState(false);
  const [busy, setBusy] = useState(false);
  const [times, setTimes] = useState(0);
  const again = useCallback(() => setTimes((count) => count + 1), []);
  const first = listPath(asked, null);
  // what was asked for before is not put under what is asked for now
  const wanted = useRef(first);
  wanted.current = first;

  useEffect(() => change({ type: "ask", state: asked.state }), [first, asked.state]);
  useEffect(() => {
    let over = false;
    setReading(true);
    ask<Page>("GET", first)
      .then(
        (page) => {
          if (over) return;
          change({ type: "read", page, more: false });
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
  const { next } = drafts;
  const more = useCallback(() => {
    if (!next || loading.current) return;
    loading.current = true;
    ask<Page>("GET", listPath(asked, next))
      .then(
        (page) => {
          if (wanted.current === first) change({ type: "read", page, more: true });
        },
        (error: unknown) => setFailed(why(error, say)),
      )
      .finally(() => {
        loading.current = false;
      });
  }, [ask, asked, first, next, say]);

  const decide = useCallback(
    async (ids: readonly string[], decision: Decision): Promise<Decided> => {
      setBusy(true);
      const all: Decided = { decided: [], refused: [] };
      try {
        for (let from = 0; from < ids.length; from += AT_ONCE) {
          const some = { ids: ids.slice(from, from + AT_ONCE), decision };
          const found = await ask<Decided>("POST", `${DRAFTS}/decide`, some);
          all.decided.push(...found.decided);
          all.refused.push(...found.refused);
          change({
            type: "decided",
            ids: found.decided,
            state: decision === "approve" ? "approved" : "declined",
            by: session.name,
            at: new Date().toISOString(),
          });
        }
        return all;
      } finally {
        setBusy(false);
      }
    },
    [ask, session.name],
  );
  return { drafts, change, failed, reading, more, again, busy, decide };
}
