import { Badge, Button, Table } from "antd";
import { useEffect, useRef } from "react";
import { useLanguage } from "../../i18n/language";
import { useWords } from "../words/use-words";
import type { Drafts } from "./drafts";
import { day, percent, when } from "./sentences";
import { COLOURS } from "./colours";
import type { Draft } from "./wire";

/** Who is due, with what and when: the earliest first. */
export function DraftsTable({
  drafts,
  reading,
  selects,
  onLook,
  onSelect,
  onMore,
}: {
  drafts: Drafts;
  reading: boolean;
  selects: boolean;
  onLook: (id: string) => void;
  onSelect: (ids: readonly string[]) => void;
  onMore: () => void;
}) {
  const say = useWords();
  const { language } = useLanguage();
  const { list, current, next } = drafts;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current === null) return;
    const row = box.current?.querySelector(`[data-row-key="${CSS.escape(current)}"]`);
    row?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const now = new Date();
  return (
    <div ref={box} className="repurchase-list" role="region" aria-label={say("repurchase.list")}>
      <Table<Draft>
        rowKey="id"
        size="small"
        tableLayout="fixed"
        loading={reading && list === null}
        dataSource={[...(list ?? [])]}
        pagination={false}
        {...(selects && {
          rowSelection: {
            columnWidth: 40,
            selectedRowKeys: [...drafts.selected],
            onChange: (keys: React.Key[]) => onSelect(keys.map(String)),
            getTitleCheckboxProps: () => ({ "aria-label": say("repurchase.selectAll") }),
            getCheckboxProps: (draft: Draft) => ({
              disabled: draft.state !== "drafted",
              "aria-label": say("repurchase.select", { customer: draft.customer }),
            }),
          },
        })}
        onRow={(draft) => ({
          onClick: () => onLook(draft.id),
          "aria-current": draft.id === current ? "true" : undefined,
        })}
        columns={[
          { title: say("repurchase.customer"), dataIndex: "customer", ellipsis: true, width: "22%" },
          {
            title: say("repurchase.products"),
            ellipsis: true,
            render: (_, { suggestions }) => (
              <span title={suggestions.map(({ title }) => title).join("\n")}>
                {suggestions[0]?.title}
                {suggestions.length > 1 && (
                  <small> {say("repurchase.and", { count: suggestions.length })}</small>
                )}
              </span>
            ),
          },
          {
            title: say("repurchase.due"),
            width: 108,
            render: (_, { due }) =>
              due && <span title={day(due, now, language)}>{when(due, now, language)}</span>,
          },
          {
            title: say("repurchase.probability"),
            width: language === "zh" ? 72 : 96,
            align: "right",
            render: (_, { probability }) => percent(probability, language),
          },
          {
            title: say("repurchase.state"),
            width: 104,
            render: (_, { state }) => (
              <Badge color={COLOURS[state]} text={say(`repurchase.state.${state}`)} />
            ),
          },
        ]}
      />
      {next && (
        <Button className="repurchase-more" onClick={onMore}>
          {say("repurchase.more")}
        </Button>
      )}
    </div>
  );
}
