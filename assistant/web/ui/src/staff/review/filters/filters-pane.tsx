import { FilterOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select } from "antd";
import { useState, type RefObject } from "react";
import { useLanguage } from "../../../i18n/language";
import { OUTCOMES } from "../../figures/wire";
import { isWord, useWords } from "../../words/use-words";
import { zh } from "../../words/zh";
import { LANGUAGES, STATES, type Colleague, type Counts } from "../wire";
import { ALL_OPEN, same, trimmed, type Filters } from "./filters";
import { SavedViews } from "./saved-views";

const KINDS = Object.keys(zh).flatMap((key) => (key.startsWith("kind.") ? [key.slice(5)] : []));

/** How much waits, saved views, and every filter there is. */
export function FiltersPane({
  filters,
  onFilters,
  counts,
  rooms,
  colleagues,
  first,
}: {
  filters: Filters;
  onFilters: (filters: Filters) => void;
  counts: Counts | null;
  rooms: readonly string[];
  colleagues: readonly Colleague[];
  /** Where the key for filters leads. */
  first: RefObject<HTMLDivElement | null>;
}) {
  const say = useWords();
  const { count } = useLanguage();
  const change = (part: Partial<Filters>) => onFilters(trimmed({ ...filters, ...part }));
  const quick: [string, number | undefined, Filters][] = [
    [say("review.quick.open"), counts?.open, ALL_OPEN],
    [say("review.quick.forced"), counts?.forced, { state: "open", forced: true }],
    [say("review.quick.overdue"), counts?.overdue, { state: "open", overdue: true }],
  ];
  const kindName = (kind: string) => {
    const key = `kind.${kind}`;
    return isWord(key) ? say(key) : kind;
  };
  return (
    <aside className="review-filters" aria-label={say("review.filters")} ref={first}>
      <div className="review-quick">
        {quick.map(([label, many, wanted]) => (
          <button
            key={label}
            type="button"
            aria-pressed={same(filters, wanted)}
            onClick={() => onFilters(wanted)}
          >
            {label}
            <strong>{many === undefined ? "–" : count(many)}</strong>
          </button>
        ))}
      </div>
      <SavedViews filters={filters} onFilters={onFilters} />
      <h2>
        <FilterOutlined aria-hidden="true" /> {say("review.filters")}
      </h2>
      <Labelled label={say("review.state")}>
        <Select
          aria-label={say("review.state")}
          value={filters.state}
          onChange={(state) => change({ state })}
          options={[
            ...STATES.map((value) => ({ value, label: say(`review.state.${value}`) })),
            { value: "all" as const, label: say("review.state.all") },
          ]}
        />
      </Labelled>
      <Choice
        label={say("figures.room")}
        value={filters.room}
        onChange={(room) => change({ room })}
        options={rooms.map((value) => ({ value, label: value }))}
      />
      <Choice
        label={say("lacking.outcome")}
        value={filters.outcome}
        onChange={(outcome) => change({ outcome })}
        options={OUTCOMES.map((value) => ({ value, label: say(`outcome.${value}`) }))}
      />
      <Choice
        label={say("review.kind")}
        value={filters.kind}
        onChange={(kind) => change({ kind })}
        options={KINDS.map((value) => ({ value, label: kindName(value) }))}
      />
      <Choice
        label={say("review.language")}
        value={filters.language}
        onChange={(language) => change({ language })}
        options={LANGUAGES.map((value) => ({ value, label: say(`tongue.${value}`) }))}
      />
      <Choice
        label={say("review.assignee")}
        value={filters.assignee}
        onChange={(assignee) => change({ assignee })}
        options={[
          { value: "", label: say("review.nobody") },
          ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Typed
        label={say("review.productHandle")}
        value={filters.product}
        onChange={(product) => change({ product })}
      />
      <Typed label={say("review.tag")} value={filters.tag} onChange={(tag) => change({ tag })} />
      <Checkbox
        checked={filters.forced === true}
        onChange={({ target }) => change({ forced: target.checked || undefined } as Partial<Filters>)}
      >
        {say("review.onlyForced")}
      </Checkbox>
      <Checkbox
        checked={filters.overdue === true}
        onChange={({ target }) => change({ overdue: target.checked || undefined } as Partial<Filters>)}
      >
        {say("review.onlyOverdue")}
      </Checkbox>
      <Button size="small" disabled={same(filters, ALL_OPEN)} onClick={() => onFilters(ALL_OPEN)}>
        {say("review.clear")}
      </Button>
    </aside>
  );
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="review-filter">
      <span className="review-filter-name" aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  );
}

function Choice({
  label,
  value,
  onChange,
  options,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
  options: { value: string; label: string }[];
}) {
  const say = useWords();
  return (
    <Labelled label={label}>
      <Select
        aria-label={label}
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        placeholder={say("review.any")}
        value={value ?? null}
        onChange={(chosen: string | null) => onChange(chosen as string)}
        options={options}
      />
    </Labelled>
  );
}

function Typed({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
}) {
  const say = useWords();
  const [text, setText] = useState(value ?? "");
  return (
    <Labelled label={label}>
      <Input
        key={value ?? ""}
        aria-label={label}
        allowClear
        defaultValue={value}
        placeholder={say("review.any")}
        onChange={({ target }) => {
          setText(target.value);
          if (target.value === "") onChange("");
        }}
        onBlur={() => {
          if (text !== (value ?? "")) onChange(text.trim());
        }}
        onPressEnter={({ nativeEvent }) => {
          if (!nativeEvent.isComposing) onChange(text.trim());
        }}
      />
    </Labelled>
  );
}
