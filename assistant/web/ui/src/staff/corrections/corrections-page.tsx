import { Alert, App, Badge, Button, Card, Empty, Popconfirm, Segmented, Skeleton, Tag } from "antd";
import { useCallback, useEffect, useState } from "react";
import { useLanguage } from "../../i18n/language";
import { once, why } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { EditForm } from "./edit-form";
import { STATES, type Correction, type Page, type State } from "./wire";
import "./corrections.css";

const PATH = "/api/review/corrections";
const COLOURS: Record<State, string> = {
  in_force: "#12946f",
  conflicting: "#d24a2c",
  waiting: "#e0882b",
  ended: "#8c8078",
  undone: "#8c8078",
};

/** What was learned of staff's answers: what is in force, what the catalog contradicts. */
export function CorrectionsPage() {
  const say = useWords();
  const { message } = App.useApp();
  const { ask } = useSession();
  const [state, setState] = useState<State | "">("");
  const [found, setFound] = useState<Correction[] | null>(null);
  const [after, setAfter] = useState<string | null>(null);
  const [failed, setFailed] = useState("");
  const [editing, setEditing] = useState<Correction | null>(null);
  const read = useCallback(
    async (from: string | null) => {
      const asked = new URLSearchParams({ limit: "50" });
      if (state) asked.set("state", state);
      if (from) asked.set("after", from);
      try {
        const page = await ask<Page>("GET", `${PATH}?${asked}`);
        setFound((known) => (from ? [...(known ?? []), ...page.corrections] : page.corrections));
        setAfter(page.after);
        setFailed("");
      } catch (error) {
        setFailed(why(error, say));
      }
    },
    [ask, say, state],
  );
  useEffect(() => {
    setFound(null);
    void read(null);
  }, [read]);
  const act = async (method: string, path: string, body?: unknown) => {
    try {
      await ask(method, `${PATH}/${path}`, body, once());
      await read(null);
    } catch (error) {
      void message.error(why(error, say));
    }
  };
  return (
    <main className="corrections">
      <header>
        <h1>{say("corrections.title")}</h1>
        <Segmented<State | "">
          aria-label={say("review.state")}
          value={state}
          onChange={setState}
          options={[
            { value: "" as const, label: say("review.state.all") },
            ...STATES.map((value) => ({ value, label: say(`corrections.state.${value}`) })),
          ]}
        />
      </header>
      {failed && <Alert type="error" showIcon title={failed} />}
      {!found && !failed && <Skeleton active />}
      {found?.length === 0 && <Empty description={say("corrections.none")} />}
      {found?.map((one) => (
        <One key={one.id} correction={one} onEdit={() => setEditing(one)} onAct={act} />
      ))}
      {after && <Button onClick={() => void read(after)}>{say("corrections.more")}</Button>}
      {editing && (
        <EditForm
          correction={editing}
          onClose={() => setEditing(null)}
          onDone={() => {
            setEditing(null);
            void read(null);
          }}
        />
      )}
    </main>
  );
}

function One({
  correction,
  onEdit,
  onAct,
}: {
  correction: Correction;
  onEdit: () => void;
  onAct: (method: string, path: string, body?: unknown) => Promise<void>;
}) {
  const say = useWords();
  const { language } = useLanguage();
  const { may } = useSession();
  const id = encodeURIComponent(correction.id);
  const { conflicts, state } = correction;
  const over = state === "ended" || state === "undone";
  return (
    <Card
      size="small"
      title={correction.question}
      extra={
        <span className="correction-standing">
          <Badge color={COLOURS[state]} text={say(`corrections.state.${state}`)} />
          <Tag>{say(`corrections.scope.${correction.scope}`)}</Tag>
        </span>
      }
    >
      <p className="correction-text">{correction.text}</p>
      {correction.why && <p>{correction.why}</p>}
      {conflicts.length > 0 && (
        <dl className="correction-conflicts">
          {conflicts.map(({ field, label, said, catalog, origin }) => (
            <div key={`${field} ${said}`}>
              <dt>{label || field}</dt>
              <dd>
                {say("corrections.said")} <b>{said}</b>
              </dd>
              <dd>
                {say("corrections.catalog")} <b>{catalog}</b> {origin && <code>{origin}</code>}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <footer>
        <small>
          {correction.title || say("lacking.shop")} · {correction.owner} ·{" "}
          {new Date(correction.made_at).toLocaleString(language)}
          {correction.ends_at &&
            ` · ${say("corrections.until", {
              time: new Date(correction.ends_at).toLocaleString(language),
            })}`}
        </small>
        {may("answer") && (
          <span>
            {state === "conflicting" && conflicts.length > 0 && (
              <Button
                size="small"
                title={say("corrections.waitHint")}
                onClick={() => void onAct("PUT", id, { version: correction.version, wait: true })}
              >
                {say("corrections.wait")}
              </Button>
            )}
            {!over && (
              <>
                <Button size="small" onClick={onEdit}>
                  {say("review.edit")}
                </Button>
                <Popconfirm
                  title={say("corrections.endSure")}
                  onConfirm={() => onAct("DELETE", id)}
                >
                  <Button size="small" danger>
                    {say("corrections.end")}
                  </Button>
                </Popconfirm>
              </>
            )}
            {state !== "undone" && (
              <Button size="small" onClick={() => void onAct("POST", `${id}/undo`)}>
                {say("corrections.undo")}
              </Button>
            )}
          </span>
        )}
      </footer>
    </Card>
  );
}
