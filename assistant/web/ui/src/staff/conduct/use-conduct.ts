/** Who answers in the rooms one looks at, and how one changes it. */
import { App } from "antd";
import { useCallback } from "react";
import { why } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { useLooked } from "./use-looked";
import { takeoverPath, type Conduct, type Mode } from "./wire";

const LOOKS_MS = 3000;

export interface Conducting {
  conduct: Readonly<Record<string, Conduct>>;
  setMode: (room: string, mode: Mode) => void;
  takeOver: (room: string, viewer: string) => void;
  giveBack: (room: string, viewer: string) => void;
}

export function useConduct(rooms: readonly string[]): Conducting {
  const say = useWords();
  const { message } = App.useApp();
  const { ask } = useSession();
  const wanted = rooms.join("\n");
  const look = useCallback(async () => {
    const names = wanted ? wanted.split("\n") : [];
    const found = await Promise.all(
      names.map((room) =>
        ask<Conduct>("GET", `/api/rooms/${encodeURIComponent(room)}/conduct`).then(
          (conduct) => [room, conduct] as const,
          () => null,
        ),
      ),
    );
    return Object.fromEntries(found.filter((one) => one !== null));
  }, [ask, wanted]);
  const { seen, put, again } = useLooked<Record<string, Conduct>>(look, LOOKS_MS);
  const conduct = seen ?? {};
  const change = (room: string, method: string, path: string, body?: unknown) => {
    ask<Conduct>(method, path, body).then(
      (now) => put({ ...conduct, [room]: now }),
      (error: unknown) => {
        void message.error(why(error, say));
        again();
      },
    );
  };
  return {
    conduct,
    setMode: (room, mode) =>
      change(room, "PUT", `/api/rooms/${encodeURIComponent(room)}/conduct`, { mode }),
    takeOver: (room, viewer) => change(room, "POST", takeoverPath(room), { viewer }),
    giveBack: (room, viewer) => change(room, "DELETE", takeoverPath(room, viewer)),
  };
}
