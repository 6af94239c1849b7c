/** The queue as it is now: read from the API, kept up to date by the socket. */
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { LastingSocket, socketUrl, type SocketState } from "../../../room/socket";
import { usePages, type Pages } from "../../paging/use-pages";
import { query, type Filters } from "../filters/filters";
import type { Counts, Event, Item, Page } from "../wire";
import { emptyQueue, step, type Queue } from "./queue";

/** How soon a change that only the service can place is looked up, so that a flood is one reading. */
const LOOK_MS = 600;

export interface Live extends Pages {
  queue: Queue;
  counts: Counts | null;
  connection: SocketState;
  select: (id: number | null) => void;
  /** What the API gave back of an item, before the socket tells of it. */
  put: (item: Item) => void;
}

/** Changes that come within so long are drawn at once. */
const TOGETHER_MS = 40;

/** `heard` is told of every item that changes. */
export function useQueue(filters: Filters, heard: (item: Item) => void): Live {
  const [queue, take] = useReducer(step, filters, emptyQueue);
  const [counts, setCounts] = useState<Counts | null>(null);
  const [connection, setConnection] = useState<SocketState>("connecting");
  const listening = useRef(heard);
  listening.current = heard;
  const wanted = query(filters);

  useEffect(() => take({ type: "filters", filters }), [wanted]);

  const pages = usePages<Page>(
    `/api/review/items?${wanted}`,
    queue.after ? `/api/review/items?${query(filters, queue.after, 200)}` : null,
    (page, more) => take({ type: "read", page, more }),
  );
  const { again } = pages;

  useEffect(() => {
    if (!queue.stale) return;
    const timer = setTimeout(again, LOOK_MS);
    return () => clearTimeout(timer);
  }, [queue.stale, again]);

  useEffect(() => {
    let seq: number | null = null;
    const came = new Map<number, Item>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const items = [...came.values()];
      came.clear();
      for (const item of items) {
        take({ type: "changed", item, now: Date.now() });
        listening.current(item);
      }
    };
    const address = () => socketUrl(`/api/review/events${seq === null ? "" : `?since=${seq}`}`);
    const socket = new LastingSocket(address, {
      message: (data) => {
        const event = data as unknown as Event;
        if (seq === null) {
          // what changed between the reading and this moment was told to nobody
          again();
        }
        seq = Math.max(seq ?? 0, event.seq);
        if (event.type === "queue.counts") setCounts(event.counts);
        else if (event.type === "queue.reset") again();
        else {
          came.set(event.item.id, event.item);
          timer ??= setTimeout(flush, TOGETHER_MS);
        }
      },
      state: setConnection,
    });
    return () => {
      clearTimeout(timer);
      socket.close();
    };
  }, [again]);

  const select = useCallback(
    (id: number | null) => take({ type: "select", id, now: Date.now() }),
    [],
  );
  const put = useCallback(
    (item: Item) => take({ type: "changed", item, now: Date.now() }),
    [],
  );
  return { queue, counts, connection, ...pages, select, put };
}
