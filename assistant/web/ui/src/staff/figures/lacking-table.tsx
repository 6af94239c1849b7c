import { CopyOutlined } from "@ant-design/icons";
import { App, Badge, Button, Card, Empty, Table, Tag } from "antd";
import { useLanguage } from "../../i18n/language";
import { useWords } from "../words/use-words";
import { nameOf } from "./options";
import type { Lacking } from "./wire";

/** What most viewers asked and were not told, with a line for the catalog beside each. */
export function LackingTable({ lacking }: { lacking: Lacking[] }) {
  const say = useWords();
  const { count } = useLanguage();
  const { message } = App.useApp();
  const copy = (one: Lacking) => {
    const copied = navigator.clipboard?.writeText(catalogLine(one)) ?? Promise.reject(new Error());
    copied.then(
      () => void message.success(say("lacking.copied")),
      () => void message.warning(say("lacking.notCopied")),
    );
  };
  return (
    <Card title={say("lacking.title")} size="small" extra={say("lacking.note")}>
      <Table<Lacking>
        size="small"
        rowKey="answer_id"
        dataSource={lacking}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 760 }}
        locale={{
          emptyText: (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("lacking.none")} />
          ),
        }}
        columns={[
          {
            title: say("lacking.product"),
            ellipsis: true,
            render: (_, one) => one.title || say("lacking.shop"),
          },
          {
            title: say("lacking.missing"),
            width: 160,
            render: (_, one) => (
              <>
                <Tag>{nameOf(one.kind, say)}</Tag>
                {one.missing !== one.kind && <small>{one.missing}</small>}
              </>
            ),
          },
          { title: say("lacking.example"), ellipsis: true, dataIndex: "example" },
          {
            title: say("lacking.askers"),
            width: 96,
            align: "right",
            dataIndex: "askers",
            render: (askers: number) => count(askers),
          },
          {
            title: say("lacking.outcome"),
            width: 120,
            render: (_, one) => (
              <Badge
                color={one.outcome === "unknown" ? "#e0882b" : "#d24a2c"}
                text={say(`outcome.${one.outcome}`)}
              />
            ),
          },
          {
            title: "",
            width: 150,
            align: "right",
            render: (_, one) => one.outcome === "unknown" && (
              <Button size="small" icon={<CopyOutlined />} onClick={() => copy(one)}>
                {say("lacking.copy")}
              </Button>
            ),
          },
        ]}
      />
    </Card>
  );
}

/** A FAQ of the catalog's own format, its answer left to be filled in. */
export function catalogLine(one: Pick<Lacking, "example" | "product">): string {
  const products = one.product ? [one.product] : [];
  return JSON.stringify({ type: "faq", question: one.example, answer: "", products });
}
