import { SafetyCertificateOutlined } from "@ant-design/icons";
import { Alert, Button, Table } from "antd";
import { useCallback, useEffect, useState } from "react";
import { useLanguage } from "../../i18n/language";
import { why } from "../session/call";
import { useSession } from "../session/session";
import { isWord, useWords } from "../words/use-words";
import type { Entries, Entry, Verdict } from "./wire";

const AT_ONCE = 50;

/** What was done, newest first, and whether the log is as it was written. */
export function AuditLog() {
  const say = useWords();
  const { language } = useLanguage();
  const { ask } = useSession();
  const [entries, setEntries] = useState<Entry[]>([]);
  const [before, setBefore] = useState<number | null>(null);
  const [loading, setLoading] = useState(true);
  const [failed, setFailed] = useState("");
  const [verdict, setVerdict] = useState<Verdict | null>(null);

  const read = useCallback(
    async (older: number | null) => {
      setLoading(true);
      const from = older === null ? "" : `&before=${older}`;
      try {
        const page = await ask<Entries>("GET", `/api/audit?limit=${AT_ONCE}${from}`);
        setEntries((known) => (older === null ? page.entries : [...known, ...page.entries]));
        setBefore(page.before);
      } catch (error) {
        setFailed(why(error, say));
      }
      setLoading(false);
    },
    [ask, say],
  );
  useEffect(() => void read(null), [read]);
  const verify = () =>
    void ask<Verdict>("GET", "/api/audit/verification").then(setVerdict, (error: unknown) =>
      setFailed(why(error, say)),
    );
  const told = (action: string) => {
    const key = `audit.${action}`;
    return isWord(key) ? say(key) : action;
  };
  return (
    <>
      <div className="people-bar">
        <Button icon={<SafetyCertificateOutlined />} onClick={verify}>
          {say("audit.verify")}
        </Button>
      </div>
      {failed && <Alert type="error" showIcon title={failed} />}
      {verdict && (
        <Alert
          type={verdict.whole ? "success" : "error"}
          showIcon
          title={
            verdict.whole
              ? say("audit.whole", { count: verdict.entries })
              : say("audit.broken", { number: verdict.broken ?? 0 })
          }
          description={<code className="secret">{verdict.whole ? verdict.head : verdict.why}</code>}
        />
      )}
      <Table<Entry>
        rowKey="seq"
        size="small"
        loading={loading}
        dataSource={entries}
        pagination={false}
        scroll={{ x: 860 }}
        columns={[
          { title: "#", dataIndex: "seq", width: 64 },
          {
            title: say("audit.at"),
            dataIndex: "at",
            render: (at: string) => new Date(at).toLocaleString(language),
          },
          { title: say("audit.who"), dataIndex: "actor", render: (who: string) => who || "–" },
          { title: say("audit.what"), dataIndex: "action", render: told },
          { title: say("audit.of"), dataIndex: "subject" },
          {
            title: say("audit.detail"),
            dataIndex: "detail",
            render: (detail: Record<string, unknown>) => (
              <code className="secret">
                {Object.entries(detail)
                  .map(([name, value]) => `${name}=${String(value)}`)
                  .join(" ")}
              </code>
            ),
          },
          { title: say("audit.from"), dataIndex: "address" },
        ]}
      />
      {before !== null && (
        <Button className="people-more" loading={loading} onClick={() => void read(before)}>
          {say("audit.more")}
        </Button>
      )}
    </>
  );
}
