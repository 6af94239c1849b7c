import { useEffect, useReducer, useState, type Dispatch } from "react";
import { EMPTY, type RoomView } from "./entries";
import { Frames } from "./frames";
import { recentAnswers } from "./load";
import { LastingSocket, socketUrl, type SocketState } from "./socket";
import { reduce, type RoomAction } from "./state";
import type { Room, RoomEvent } from "./wire";

const EVENTS: ReadonlySet<string> = new Set<RoomEvent["type"]>([
  "room.state",
  "room.on_air",
  "room.answered_by",
  "room.pulse",
  "room.card",
  "host.said",
  "comment.added",
  "answer.started",
  "answer.sentence",
  "answer.done",
  "answer.timed",
  "answer.stopped",
]);

/** The room as it is now, kept so by its events, and the way to change what this page shows of it. */
export function useRoom(
  initial: Room,
  viewer: string,
): [RoomView, Dispatch<RoomAction>, SocketState] {
  const [view, dispatch] = useReducer(reduce, { ...EMPTY, room: initial });
  const [connection, setConnection] = useState<SocketState>("connecting");
  const id = initial.room;

  useEffect(() => {
    const history = new AbortController();
    recentAnswers(id, history.signal).then(
      (answers) => dispatch({ type: "history", answers }),
      () => undefined, // The room works without its past.
    );
    const frames = new Frames<RoomEvent>((events) =>
      dispatch({ type: "events", events, me: viewer }),
    );
    const socket = new LastingSocket(
      socketUrl(`/api/rooms/${encodeURIComponent(id)}/events?pulse=true`),
      {
        state: setConnection,
        message: (message) => {
          if (!EVENTS.has(String(message["type"]))) return;
          frames.add(message as unknown as RoomEvent);
        },
      },
    );
    return () => {
      history.abort();
      socket.close();
      frames.close();
    };
  }, [id, viewer]);

  return [view, dispatch, connection];
}
