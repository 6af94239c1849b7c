import { Checkbox, Skeleton } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { drawn, shown } from "../review/list/window";
import { useWords } from "../words/use-words";
import type { Drafts } from "./drafts";
import { ROW_PX, Row } from "./row";

/** How near to the end the next ones are read, in rows. */
const EARLY = 20;

/** Who is due, with what and when, the earliest first: as many rows as are seen. */
export function List({
  drafts,
  selects,
  onLook,
  onToggle,
  onSelect,
  onMore,
}: {
  drafts: Drafts;
  /** Whether messages may be selected. */
  selects: boolean;
  onLook: (id: string) => void;
  onToggle: (id: string) => void;
  onSelect: (ids: readonly string[]) => void;
  onMore: () => void;
}) {
  const say = useWords();
  const { list, current, selected } = drafts;
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const rows = list ?? [];
  const read = list !== null;
  useEffect(() => {
    if (!box.current) return;
    const { current: measured } = box;
    setTop(measured.scrollTop);
    const watch = new ResizeObserver(() => setHeight(measured.clientHeight));
    watch.observe(measured);
    return () => watch.disconnect();
  }, [read]);

  // what is looked at by key is brought into sight, below the head
  const index = useMemo(() => (list ?? []).findIndex(({ id }) => id === current), [list, current]);
  const where = useRef(index);
  where.current = index;
  useEffect(() => {
    if (!box.current || where.current < 0) return;
    const { scrollTop, clientHeight } = box.current;
    box.current.scrollTop = shown(where.current, scrollTop, clientHeight - ROW_PX, ROW_PX);
  }, [current]);

  const { from, to } = drawn(top, height, rows.length, ROW_PX);
  useEffect(() => {
    if (read && to + EARLY >= rows.length) onMore();
  }, [read, to, rows.length, onMore]);

  const waiting = useMemo(
    () => (list ?? []).filter(({ state }) => state === "drafted").map(({ id }) => id),
    [list],
  );
  const now = new Date();
  // rows are drawn anew when the day is another, not at every press
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  if (!read) return <Skeleton active className="repurchase-waiting" />;
  const all = waiting.length > 0 && selected.size === waiting.length;
  return (
    <div
      ref={box}
      className="repurchase-list"
      role="table"
      tabIndex={0}
      aria-label={say("repurchase.list")}
      aria-rowcount={drafts.next ? -1 : rows.length + 1}
      data-selects={selects}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
    >
      <div role="rowgroup" className="repurchase-head">
        <div role="row" className="repurchase-row" aria-rowindex={1}>
          {selects && (
            <span role="columnheader">
              <Checkbox
                aria-label={say("repurchase.selectAll")}
                checked={all}
                indeterminate={selected.size > 0 && !all}
                disabled={waiting.length === 0}
                onChange={() => onSelect(all ? [] : waiting)}
              />
            </span>
          )}
          {(["customer", "products", "due", "probability", "state"] as const).map((name) => (
            <span key={name} role="columnheader">
              {say(`repurchase.${name}`)}
            </span>
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        style={{ paddingTop: from * ROW_PX, paddingBottom: (rows.length - to) * ROW_PX }}
      >
        {rows.slice(from, to).map((draft, offset) => (
          <Row
            key={draft.id}
            draft={draft}
            place={from + offset + 2}
            current={draft.id === current}
            selected={selects ? selected.has(draft.id) : null}
            today={today}
            onLook={onLook}
            onToggle={onToggle}
          />
        ))}
      </div>
    </div>
  );
}
