import { useEffect, useReducer, useState, type Dispatch } from "react";
import { EMPTY, type RoomView } from "./entries";
import { recentAnswers } from "./load";
import { LastingSocket, socketUrl, type SocketState } from "./socket";
import { reduce, type RoomAction } from "./state";
import type { Room, RoomEvent } from "./wire";

const EVENTS: ReadonlySet<string> = new Set<RoomEvent["type"]>([
  "room.state",
  "room.on_air",
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
    const socket = new LastingSocket(
      socketUrl(`/api/rooms/${encodeURIComponent(id)}/events`),
      {
        state: setConnection,
        message: (message) => {
          if (!EVENTS.has(String(message["type"]))) return;
          dispatch({ type: "event", event: message as unknown as RoomEvent, me: viewer });
        },
      },
    );
    return () => {
      history.abort();
      socket.close();
    };
  }, [id, viewer]);

  return [view, dispatch, connection];
}
