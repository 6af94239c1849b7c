/** A batch that is being drafted: begun, and looked after until it is over. */
import { useCallback, useEffect, useState } from "react";
import { why } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { DRAFTS } from "./asked";
import type { Batch } from "./wire";

const EVERY_MS = 1000;

export interface Wanted {
  catalog: string;
  within_days: number;
  k: number;
  least: number;
}

export interface Drafting {
  batch: Batch | null;
  failed: string;
  /** Throws Refused. */
  begin: (wanted: Wanted) => Promise<void>;
  dismiss: () => void;
}

/** `over` is called when a batch has come to its end. */
export function useBatch(over: () => void): Drafting {
  const say = useWords();
  const { ask } = useSession();
  const [batch, setBatch] = useState<Batch | null>(null);
  const [failed, setFailed] = useState("");
  const [looks, setLooks] = useState(0);

  const begin = useCallback(
    async (wanted: Wanted) => {
      const { batch: id } = await ask<{ batch: string }>("POST", DRAFTS, wanted);
      setFailed("");
      setBatch({ id, state: "running", customers: 0, looked_at: 0, drafted: 0, error: "" });
    },
    [ask],
  );

  const running = batch?.state === "running" ? batch.id : null;
  useEffect(() => {
    if (running === null) return;
    let left = false;
    const timer = setTimeout(
      () => {
        ask<Batch>("GET", `/api/repurchase/batches/${encodeURIComponent(running)}`)
          .then(
            (found) => {
              if (left) return;
              setBatch(found);
              setFailed("");
              if (found.state !== "running") over();
            },
            (error: unknown) => {
              if (!left) setFailed(why(error, say));
            },
          )
          .finally(() => {
            if (!left) setLooks((count) => count + 1);
          });
      },
      looks === 0 ? 0 : EVERY_MS,
    );
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [ask, over, running, looks, say]);

  const dismiss = useCallback(() => {
    setBatch(null);
    setFailed("");
  }, []);
  return { batch, failed, begin, dismiss };
}
