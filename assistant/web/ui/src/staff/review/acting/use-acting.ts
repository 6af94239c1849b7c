/** What one does to items: claims that are renewed and let go, decisions sent until they are known. */
import { App } from "antd";
import { useCallback, useEffect, useRef } from "react";
import { Refused, once, why } from "../../session/call";
import { useSession } from "../../session/session";
import { useWords } from "../../words/use-words";
import type { Act, Done, Item } from "../wire";
import { Decisions } from "./decisions";
import { dropDraft } from "./drafts";

/** A claim lasts two minutes unless it is renewed. */
const RENEW_MS = 40_000;
/** One who has touched nothing for so long is not at work on it. */
const IDLE_MS = 5 * 60_000;
const ATTEMPTS = 3;
const AGAIN_MS = 700;

const SETTLES = new Set(["approve", "correct", "dismiss"]);

export interface Acting {
  /** Hold an item; false where one could not, which has been said. */
  claim: (item: Item) => Promise<boolean>;
  /** Do it; null where it was not done, which has been said. */
  act: (item: Item, act: Act) => Promise<Done | null>;
}

/** `put` is given items as the API gives them back; `refused` is called when one is out of date. */
export function useActing(
  shown: number | null,
  put: (item: Item) => void,
  refused: () => void,
): Acting {
  const say = useWords();
  const { message } = App.useApp();
  const { ask } = useSession();
  const decisions = useRef(new Decisions());
  const held = useRef<number | null>(null);
  const touched = useRef(Date.now());

  const release = useCallback(
    (id: number) => {
      ask<Item>("DELETE", `/api/review/items/${id}/claim`).then(put, () => undefined);
    },
    [ask, put],
  );

  const claim = useCallback(
    async (item: Item) => {
      try {
        put(await ask<Item>("POST", `/api/review/items/${item.id}/claim`));
        held.current = item.id;
        return true;
      } catch (error) {
        void message.warning(why(error, say));
        refused();
        return false;
      }
    },
    [ask, message, put, refused, say],
  );

  const act = useCallback(
    async (item: Item, wanted: Act) => {
      const key = decisions.current.key(item.id, wanted);
      if (SETTLES.has(wanted.kind) && !(await claim(item))) return null;
      for (let attempt = 1; ; attempt += 1) {
        try {
          const done = await ask<Done>("POST", `/api/review/items/${item.id}/actions`, wanted, once(key));
          decisions.current.settled(item.id, wanted);
          if (SETTLES.has(wanted.kind)) {
            held.current = null;
            dropDraft(item.id);
          }
          return done;
        } catch (error) {
          const known = error instanceof Refused && error.status < 500;
          if (known) decisions.current.settled(item.id, wanted);
          if (!known && attempt < ATTEMPTS) {
            await new Promise((later) => setTimeout(later, AGAIN_MS * attempt));
            continue;
          }
          void message.error(why(error, say));
          refused();
          return null;
        }
      }
    },
    [ask, claim, message, refused, say],
  );

  useEffect(() => {
    const touch = () => {
      touched.current = Date.now();
    };
    const kinds = ["keydown", "pointerdown"] as const;
    for (const kind of kinds) window.addEventListener(kind, touch);
    const timer = setInterval(() => {
      const id = held.current;
      if (id === null || Date.now() - touched.current > IDLE_MS) return;
      ask<Item>("POST", `/api/review/items/${id}/claim`).then(put, () => {
        held.current = null;
        refused();
      });
    }, RENEW_MS);
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, touch);
      clearInterval(timer);
    };
  }, [ask, put, refused]);

  // who goes on to another item, or leaves the page, holds this one no longer
  useEffect(() => {
    const letGo = () => {
      const id = held.current;
      if (id === null || id !== shown) return;
      held.current = null;
      release(id);
    };
    window.addEventListener("pagehide", letGo);
    return () => {
      window.removeEventListener("pagehide", letGo);
      letGo();
    };
  }, [shown, release]);

  return { claim, act };
}
