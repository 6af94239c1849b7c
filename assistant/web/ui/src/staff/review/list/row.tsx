import { ClockCircleOutlined, LockOutlined, TeamOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { memo } from "react";
import { useLanguage } from "../../../i18n/language";
import { useWords } from "../../words/use-words";
import type { Item } from "../wire";
import { clock, level } from "./sla";
import { useNow } from "./use-now";

/** One question in the list. */
export const Row = memo(function Row({
  item,
  selected,
  place,
  of,
  mine,
  colleague,
  onOpen,
}: {
  item: Item;
  selected: boolean;
  /** From 1 on. */
  place: number;
  of: number;
  /** Whether who looks at it holds it. */
  mine: boolean;
  /** Whose it is; empty for nobody's. */
  colleague: string;
  onOpen: (id: number) => void;
}) {
  const say = useWords();
  const { count } = useLanguage();
  return (
    <div
      id={rowId(item.id)}
      role="option"
      aria-selected={selected}
      aria-posinset={place}
      aria-setsize={of}
      className="review-row"
      data-state={item.state}
      data-mine={mine}
      onClick={() => onOpen(item.id)}
    >
      <div className="review-row-first">
        {item.escalated && <Tag color="purple">{say("review.escalated")}</Tag>}
        {item.forced && <Tag color="red">{item.forced}</Tag>}
        <b title={item.question}>{item.question}</b>
        <Sla item={item} />
      </div>
      <div className="review-row-second">
        <span className="review-row-about">
          {item.title || say("lacking.shop")}
          <i aria-hidden="true">·</i>
          {item.room}
        </span>
        {item.askers > 1 && (
          <span className="review-askers" title={say("review.askers", { count: item.askers })}>
            <TeamOutlined aria-hidden="true" />×{count(item.askers)}
          </span>
        )}
        <Standing item={item} />
        {item.claim && (
          <span className="review-holder">
            <LockOutlined aria-hidden="true" />
            {mine ? say("review.you") : item.claim.name || item.claim.by}
          </span>
        )}
        {!item.claim && colleague && <span className="review-holder">@{colleague}</span>}
      </div>
    </div>
  );
});

export function rowId(item: number): string {
  return `review-row-${item}`;
}

/** How it stands: settled, waiting for a person, or how it was answered. */
export function Standing({ item }: { item: Item }) {
  const say = useWords();
  if (item.state !== "open") {
    return (
      <span className="review-standing" data-is={item.state}>
        {say(`review.state.${item.state}`)}
      </span>
    );
  }
  if (item.untold) {
    return (
      <span className="review-standing" data-is="waiting">
        {say(item.answer ? "review.toApprove" : "review.toAnswer")}
      </span>
    );
  }
  return (
    <span className="review-standing" data-is={item.outcome}>
      {say(`outcome.${item.outcome}`)}
    </span>
  );
}

/** What is left of the time to settle it. */
export function Sla({ item }: { item: Item }) {
  const say = useWords();
  const now = useNow();
  const how = level(item, now);
  if (how === "none") return null;
  const time = clock(item.due_at, now);
  return (
    <time className="review-sla" data-level={how} dateTime={item.due_at}>
      <ClockCircleOutlined aria-hidden="true" />
      <span className="sr-only">{say(how === "late" ? "review.overdueBy" : "review.dueIn")}</span>
      {time}
    </time>
  );
}
