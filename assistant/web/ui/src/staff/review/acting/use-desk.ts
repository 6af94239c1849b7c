/** The commands of the page, done to the item that is selected. */
import { App } from "antd";
import { useEffect, useRef, useState } from "react";
import { useSession } from "../../session/session";
import { useWords } from "../../words/use-words";
import type { Command } from "../keys";
import { beside, following } from "../list/queue";
import type { Live } from "../list/use-queue";
import type { Act, Done, Item } from "../wire";
import type { Draft } from "./drafts";
import type { Asked } from "./prompt";
import type { Acting } from "./use-acting";

/** What the page itself does. */
interface Page {
  ask: (what: Asked) => void;
  search: () => void;
  filters: () => void;
  play: () => void;
  takeOver: () => void;
  conduct: () => void;
  help: () => void;
  show: () => void;
  back: () => void;
}

export interface Desk {
  editing: boolean;
  busy: boolean;
  edit: (on: boolean) => void;
  does: (act: Act) => Promise<Done | null>;
  send: (draft: Draft) => Promise<boolean>;
  runner: (page: Page) => (command: Command) => boolean;
}

export function useDesk({
  live,
  item,
  acting,
  again,
}: {
  live: Live;
  item: Item | null;
  acting: Acting;
  again: () => void;
}): Desk {
  const say = useWords();
  const { message } = App.useApp();
  const { may } = useSession();
  const { queue, select } = live;
  const [editing, setEditing] = useState(false);
  const [busy, setBusy] = useState(false);
  /** What was settled last, for who takes it back at once. */
  const last = useRef<{ item: Item; version: number } | null>(null);
  const id = item?.id;
  useEffect(() => setEditing(false), [id]);

  const does = async (act: Act, to: Item | null = item) => {
    if (!to || busy) return null;
    setBusy(true);
    const done = await acting.act(to, act);
    setBusy(false);
    if (done) again();
    return done;
  };

  const settle = async (act: Act) => {
    if (!item) return false;
    // where one goes on is decided by what one saw
    const next = following(queue, item.id);
    const done = await does(act);
    if (!done) return false;
    last.current = { item, version: done.version };
    setEditing(false);
    void message.success(say("review.undoHint", { did: say(`review.state.${done.state}`) }));
    if (next !== null) select(next);
    return true;
  };

  const edit = async () => {
    if (!item || item.state !== "open") return;
    if (await acting.claim(item)) setEditing(true);
  };

  const reopen = async () => {
    const settled = item && item.state !== "open" ? item : null;
    const of = settled ? { item: settled, version: settled.version } : last.current;
    if (!of) return;
    const done = await does({ kind: "reopen", version: of.version }, of.item);
    if (!done) return;
    last.current = null;
    void message.success(say("review.reopened"));
    select(of.item.id);
  };

  const runner = (page: Page) => (command: Command) => {
    const move = (by: number) => select(beside(queue, by));
    const open = item !== null && item.state === "open";
    const acts: Partial<Record<Command, () => void>> = may("answer")
      ? {
          take: () => {
            page.show();
            void edit();
          },
          edit: () => {
            page.show();
            void edit();
          },
          approve: () => open && void settle({ kind: "approve", version: item.version }),
          dismiss: () => open && void settle({ kind: "dismiss", version: item.version }),
          reopen: () => void reopen(),
          note: () => item && page.ask("note"),
          tag: () => item && page.ask("tag"),
          assign: () => item && page.ask("assign"),
          escalate: () => item && page.ask("escalate"),
          takeOver: page.takeOver,
        }
      : { take: page.show };
    const all: Partial<Record<Command, () => void>> = {
      ...acts,
      next: () => move(1),
      previous: () => move(-1),
      search: page.search,
      filters: page.filters,
      play: page.play,
      conduct: page.conduct,
      help: page.help,
      back: page.back,
    };
    const doing = all[command];
    doing?.();
    return doing !== undefined;
  };

  return {
    editing,
    busy,
    edit: setEditing,
    does,
    send: async (draft) =>
      item !== null && settle({ kind: "correct", version: item.version, ...draft }),
    runner,
  };
}
