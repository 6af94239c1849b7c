import { CheckOutlined, CloseOutlined, EditOutlined, SearchOutlined } from "@ant-design/icons";
import { Alert, Badge, Button, Empty } from "antd";
import { useLanguage } from "../../i18n/language";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { EditForm } from "./edit-form";
import type { Command } from "./keys";
import { Message } from "./message";
import { COLOURS } from "./colours";
import { Suggestions } from "./suggestions";
import type { Draft } from "./wire";

/** One customer: why they are written to, what, and what is to be done with it. */
export function Pane({
  draft,
  editing,
  busy,
  onCommand,
  onEdited,
  onLookUp,
}: {
  draft: Draft;
  editing: boolean;
  busy: boolean;
  onCommand: (command: Command) => void;
  onEdited: (draft: Draft) => void;
  onLookUp: () => void;
}) {
  const say = useWords();
  const { may } = useSession();
  const open = draft.state === "drafted";
  return (
    <article className="repurchase-pane" aria-label={draft.customer}>
      <header>
        <h2>{draft.customer}</h2>
        <Badge color={COLOURS[draft.state]} text={say(`repurchase.state.${draft.state}`)} />
        <Button size="small" icon={<SearchOutlined />} onClick={onLookUp}>
          {say("repurchase.lookUpThis")}
        </Button>
      </header>
      <section>
        <h3>{say("repurchase.why")}</h3>
        <Suggestions of={draft.suggestions} />
      </section>
      <section>
        <h3>{say("repurchase.message")}</h3>
        {editing && open ? (
          <EditForm draft={draft} onDone={onEdited} onBack={() => onCommand("back")} />
        ) : (
          <Message text={draft.text} language={draft.language} />
        )}
      </section>
      <Became draft={draft} />
      {open && !editing && may("answer") && (
        <footer className="repurchase-actions">
          <Button
            type="primary"
            icon={<CheckOutlined />}
            disabled={busy}
            onClick={() => onCommand("approve")}
          >
            {say("repurchase.approve")} <kbd>A</kbd>
          </Button>
          <Button icon={<EditOutlined />} disabled={busy} onClick={() => onCommand("edit")}>
            {say("repurchase.edit")} <kbd>E</kbd>
          </Button>
          <Button
            danger
            icon={<CloseOutlined />}
            disabled={busy}
            onClick={() => onCommand("decline")}
          >
            {say("repurchase.decline")} <kbd>D</kbd>
          </Button>
        </footer>
      )}
    </article>
  );
}

/** What was decided, and what became of it. */
function Became({ draft }: { draft: Draft }) {
  const say = useWords();
  const { language } = useLanguage();
  const at = (moment: string) => new Date(moment).toLocaleString(language);
  if (draft.decided_at === null) return null;
  const decision = draft.state === "declined" ? "declined" : "approved";
  const name = draft.decided_by ?? "";
  return (
    <section className="repurchase-became">
      <p>{say(`repurchase.decided.${decision}`, { name, time: at(draft.decided_at) })}</p>
      {draft.sent_at && <p>{say("repurchase.sentAt", { time: at(draft.sent_at) })}</p>}
      {draft.state === "approved" && <p>{say("repurchase.waitsToSend")}</p>}
      {draft.error && (
        <Alert
          type={draft.state === "failed" ? "error" : "warning"}
          showIcon
          title={draft.error}
          description={say("repurchase.tried", { count: draft.attempts })}
        />
      )}
    </section>
  );
}

export function NoDraft() {
  const say = useWords();
  return (
    <div className="repurchase-pane">
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("repurchase.choose")} />
    </div>
  );
}
