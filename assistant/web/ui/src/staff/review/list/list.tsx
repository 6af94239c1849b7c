import { ArrowUpOutlined } from "@ant-design/icons";
import { Button, Empty, Skeleton } from "antd";
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import { useWords } from "../../words/use-words";
import type { Item } from "../wire";
import { Row, rowId } from "./row";
import type { Live } from "./use-queue";
import { ROW_PX, drawn, kept, shown } from "./window";

/** How near to the end the next ones are read, in rows. */
const EARLY = 40;

/** The queue: as many rows as are seen, however many there are. */
export function List({
  live,
  me,
  nameOf,
  onOpen,
  place,
}: {
  live: Live;
  me: string;
  nameOf: (staff: string) => string;
  onOpen: (id: number) => void;
  place: RefObject<HTMLDivElement | null>;
}) {
  const say = useWords();
  const { queue, more } = live;
  const { items, selected } = queue;
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const before = useRef<readonly Item[]>(items);
  const [above, setAbove] = useState(0);

  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const measured = new ResizeObserver(() => setHeight(box.clientHeight));
    measured.observe(box);
    return () => measured.disconnect();
  }, [place]);

  useLayoutEffect(() => {
    const box = place.current;
    const was = before.current;
    before.current = items;
    if (!box || was === items || was.length === 0) return;
    const to = kept(box.scrollTop, was, items);
    if (to === box.scrollTop) return;
    const came = Math.round((to - box.scrollTop) / ROW_PX);
    if (came > 0) setAbove((count) => count + came);
    box.scrollTop = to;
  }, [items, place]);

  // what is selected by key is brought into sight; what moves by itself is not followed
  const index = useMemo(() => items.findIndex(({ id }) => id === selected), [items, selected]);
  const where = useRef(index);
  where.current = index;
  useEffect(() => {
    const box = place.current;
    if (!box || where.current < 0) return;
    box.scrollTop = shown(where.current, box.scrollTop, box.clientHeight);
  }, [selected, place]);

  const { from, to } = drawn(top, height, items.length);
  useEffect(() => {
    if (to + EARLY >= items.length) more();
  }, [to, items.length, more]);

  if (queue.fresh && !live.failed) return <Skeleton active className="review-list-waiting" />;
  return (
    <div className="review-list-box">
      {above > 0 && (
        <Button
          size="small"
          type="primary"
          shape="round"
          className="review-above"
          icon={<ArrowUpOutlined />}
          onClick={() => {
            setAbove(0);
            place.current?.scrollTo({ top: 0 });
          }}
        >
          {say("review.above", { count: above })}
        </Button>
      )}
      <div
        ref={place}
        className="review-list"
        role="listbox"
        tabIndex={0}
        aria-label={say("review.list")}
        aria-busy={live.reading}
        aria-activedescendant={
          selected !== null && index >= from && index < to ? rowId(selected) : undefined
        }
        onScroll={({ currentTarget }) => {
          setTop(currentTarget.scrollTop);
          if (currentTarget.scrollTop < ROW_PX) setAbove(0);
        }}
      >
        {items.length === 0 && (
          <div role="option" aria-selected={false} aria-disabled="true">
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={say(queue.filters.state === "open" ? "review.allDone" : "review.nothing")}
            />
          </div>
        )}
        <div role="presentation" style={{ height: from * ROW_PX }} />
        {items.slice(from, to).map((item, offset) => (
          <Row
            key={item.id}
            item={item}
            selected={item.id === selected}
            place={from + offset + 1}
            of={queue.after ? -1 : items.length}
            mine={item.claim?.by === me}
            colleague={nameOf(item.assignee)}
            onOpen={onOpen}
          />
        ))}
        <div role="presentation" style={{ height: (items.length - to) * ROW_PX }} />
      </div>
    </div>
  );
}
