/** The messages as they are read, page by page, and what is decided on them. */
import { useCallback, useEffect, useReducer, useState } from "react";
import { usePages, type Pages } from "../paging/use-pages";
import { useSession } from "../session/session";
import { DRAFTS, listPath, type Asked } from "./asked";
import { nothingRead, step, textsOf, type Change, type Drafts } from "./drafts";
import type { Decided, Decision, Page } from "./wire";

/** As many are decided on in one call. */
const AT_ONCE = 100;

export interface Live extends Pages {
  drafts: Drafts;
  change: (change: Change) => void;
  /** Whether something is being decided on. */
  busy: boolean;
  /** What came of it, and why some were refused. Throws Refused. */
  decide: (ids: readonly string[], decision: Decision) => Promise<Decided>;
}

export function useDrafts(asked: Asked): Live {
  const { ask, session } = useSession();
  const [drafts, change] = useReducer(step, asked.state, nothingRead);
  const [busy, setBusy] = useState(false);
  const first = listPath(asked, null);
  const next = drafts.next ? listPath(asked, drafts.next) : null;

  useEffect(() => change({ type: "ask", state: asked.state }), [first, asked.state]);
  const pages = usePages<Page>(first, next, (page, more) => change({ type: "read", page, more }));

  const decide = useCallback(
    async (ids: readonly string[], decision: Decision): Promise<Decided> => {
      setBusy(true);
      const all: Decided = { decided: [], refused: [] };
      try {
        for (let from = 0; from < ids.length; from += AT_ONCE) {
          const some = ids.slice(from, from + AT_ONCE);
          const found = await ask<Decided>("POST", `${DRAFTS}/decide`, {
            ids: some,
            decision,
            read: textsOf(drafts.list ?? [], some),
          });
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
    [ask, drafts.list, session.name],
  );
  return { drafts, change, ...pages, busy, decide };
}
