import { DownloadOutlined, ReloadOutlined } from "@ant-design/icons";
import { Alert, Button, DatePicker, Dropdown, Empty, Segmented, Select, Skeleton } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useLanguage } from "../../i18n/language";
import { useWords } from "../words/use-words";
import { Chart } from "./chart";
import { LackingTable } from "./lacking-table";
import { flow, kinds } from "./options";
import { SPANS, query, type Period, type Span } from "./period";
import { Stats } from "./stats";
import { roomsThere, useFigures } from "./use-figures";

const TABLES = ["kinds", "lacking", "buckets"] as const;
const CUSTOM = "custom";

/** What a show, or a time, came to. */
export function FiguresPage({ dark }: { dark: boolean }) {
  const say = useWords();
  const { language } = useLanguage();
  const [room, setRoom] = useState("");
  const [rooms, setRooms] = useState<string[]>([]);
  const [period, setPeriod] = useState<Period>({ span: "day" });
  const { figures, failed, loading, at, again } = useFigures(room, period);
  useEffect(() => {
    void roomsThere().then(setRooms, () => undefined);
  }, []);
  const overTime = useMemo(
    () => (figures ? flow(figures, say, language) : {}),
    [figures, say, language],
  );
  const byKind = useMemo(() => (figures ? kinds(figures, say) : {}), [figures, say]);
  const nothing = figures !== null && figures.answers === 0 && figures.lacking.length === 0;
  return (
    <main className="figures">
      <header>
        <h1>{say("figures.title")}</h1>
        <Select
          aria-label={say("figures.room")}
          value={room}
          onChange={setRoom}
          popupMatchSelectWidth={false}
          options={[
            { value: "", label: say("figures.allRooms") },
            ...rooms.map((value) => ({ value, label: value })),
          ]}
        />
        <Segmented
          aria-label={say("period.label")}
          value={"span" in period ? period.span : CUSTOM}
          onChange={(span) => {
            if (span !== CUSTOM) setPeriod({ span: span as Span });
          }}
          options={[
            ...Object.keys(SPANS).map((value) => ({
              value,
              label: say(`period.${value as Span}`),
            })),
            ...("span" in period ? [] : [{ value: CUSTOM, label: say("period.custom") }]),
          ]}
        />
        <DatePicker.RangePicker
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          onChange={(chosen) => {
            const [since, until] = chosen ?? [];
            setPeriod(
              since && until
                ? { since: since.toDate(), until: until.toDate() }
                : { span: "day" },
            );
          }}
        />
        <span className="figures-end">
          <small>{say("figures.updated", { time: at.toLocaleTimeString(language) })}</small>
          <Button
            icon={<ReloadOutlined spin={loading} />}
            onClick={again}
            aria-label={say("figures.refresh")}
          />
          <Dropdown
            menu={{
              items: TABLES.map((key) => ({
                key,
                label: (
                  <a
                    href={`/api/review/figures.csv?table=${key}&${query(room, period, at)}`}
                    download
                  >
                    {say(`figures.csv.${key}`)}
                  </a>
                ),
              })),
            }}
          >
            <Button icon={<DownloadOutlined />}>{say("figures.export")}</Button>
          </Dropdown>
        </span>
      </header>
      {failed && (
        <Alert type="error" showIcon message={say("figures.failed", { reason: failed })} />
      )}
      {!figures && !failed && <Skeleton active paragraph={{ rows: 8 }} />}
      {figures && <Stats figures={figures} />}
      {nothing && <Empty description={say("figures.none")} />}
      {figures && !nothing && (
        <>
          <div className="figures-charts">
            <Chart title={say("chart.flow")} option={overTime} dark={dark} height={300} />
            <Chart title={say("chart.kinds")} option={byKind} dark={dark} height={300} />
          </div>
          <LackingTable lacking={figures.lacking} />
        </>
      )}
    </main>
  );
}
