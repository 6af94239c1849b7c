import { CloseCircleFilled } from "@ant-design/icons";
import { Alert, Button, Input } from "antd";
import { useState } from "react";
import { bound } from "../keys/bindings";
import { Refused, why } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { DRAFTS } from "./asked";
import { BINDINGS } from "./keys";
import type { Draft, Rejected } from "./wire";

const LONGEST = 2000;

/** Say it otherwise; what the facts do not hold is shown, and not saved. */
export function EditForm({
  draft,
  onDone,
  onBack,
}: {
  draft: Draft;
  onDone: (draft: Draft) => void;
  onBack: () => void;
}) {
  const say = useWords();
  const { ask } = useSession();
  const [text, setText] = useState(draft.text);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState("");
  const [rejected, setRejected] = useState<readonly Rejected[]>([]);
  const save = async () => {
    if (busy || !text.trim()) return;
    setBusy(true);
    try {
      const path = `${DRAFTS}/${encodeURIComponent(draft.id)}`;
      onDone(await ask<Draft>("PUT", path, { text: text.trim(), read: draft.text }));
    } catch (error) {
      setBusy(false);
      const told = rejectedIn(error);
      setRejected(told);
      setFailed(told.length > 0 ? say("repurchase.notBorneOut") : why(error, say));
    }
  };
  return (
    <div className="repurchase-edit">
      <Input.TextArea
        autoFocus
        aria-label={say("repurchase.text")}
        lang={draft.language}
        maxLength={LONGEST}
        autoSize={{ minRows: 3, maxRows: 12 }}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          const command = bound(BINDINGS, event.nativeEvent, true);
          if (command === null) return;
          event.preventDefault();
          if (command === "save") void save();
          else onBack();
        }}
      />
      <small>{say("repurchase.onlyTrue")}</small>
      {failed && (
        <Alert
          type="error"
          showIcon
          title={failed}
          description={rejected.length > 0 && <Rejections of={rejected} />}
        />
      )}
      <p className="repurchase-actions">
        <Button onClick={onBack}>
          {say("repurchase.back")} <kbd>Esc</kbd>
        </Button>
        <Button type="primary" loading={busy} disabled={!text.trim()} onClick={() => void save()}>
          {say("repurchase.save")} <kbd>Ctrl ↵</kbd>
        </Button>
      </p>
    </div>
  );
}

function Rejections({ of }: { of: readonly Rejected[] }) {
  return (
    <ul className="repurchase-rejected">
      {of.map(({ text, reason }) => (
        <li key={`${text} ${reason}`}>
          <CloseCircleFilled aria-hidden="true" /> <s>{text}</s> <small>{reason}</small>
        </li>
      ))}
    </ul>
  );
}

/** The sentences that a refusal names, if it names some. */
export function rejectedIn(error: unknown): readonly Rejected[] {
  if (!(error instanceof Refused)) return [];
  const { rejected } = error.more;
  return Array.isArray(rejected) ? (rejected as Rejected[]) : [];
}
