import { Badge, Checkbox } from "antd";
import { memo } from "react";
import { useLanguage } from "../../i18n/language";
import { useWords } from "../words/use-words";
import { COLOURS } from "./colours";
import { day, percent, when } from "./sentences";
import type { Draft } from "./wire";

/** As repurchase.css has it. */
export const ROW_PX = 40;

/** A message in the list. */
export const Row = memo(function Row({
  draft,
  place,
  current,
  selected,
  today,
  onLook,
  onToggle,
}: {
  draft: Draft;
  /** From 1, the head included. */
  place: number;
  current: boolean;
  /** Null where nothing may be selected. */
  selected: boolean | null;
  /** When the day began, in milliseconds since 1970. */
  today: number;
  onLook: (id: string) => void;
  onToggle: (id: string) => void;
}) {
  const say = useWords();
  const { language } = useLanguage();
  const { id, customer, suggestions, due, state } = draft;
  const now = new Date(today);
  return (
    <div
      role="row"
      className="repurchase-row"
      data-id={id}
      aria-rowindex={place}
      aria-current={current ? "true" : undefined}
      onClick={() => onLook(id)}
    >
      {selected !== null && (
        <span role="cell" onClick={(event) => event.stopPropagation()}>
          <Checkbox
            aria-label={say("repurchase.select", { customer })}
            checked={selected}
            disabled={state !== "drafted"}
            onChange={() => onToggle(id)}
          />
        </span>
      )}
      <span role="cell" title={customer}>
        {customer}
      </span>
      <span role="cell" title={suggestions.map(({ title }) => title).join("\n")}>
        {suggestions[0]?.title}
        {suggestions.length > 1 && (
          <small> {say("repurchase.and", { count: suggestions.length })}</small>
        )}
      </span>
      <span role="cell" title={due ? day(due, now, language) : undefined}>
        {due && when(due, now, language)}
      </span>
      <span role="cell">{percent(draft.probability, language)}</span>
      <span role="cell">
        <Badge color={COLOURS[state]} text={say(`repurchase.state.${state}`)} />
      </span>
    </div>
  );
});
