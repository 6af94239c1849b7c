import { App, Input, Modal } from "antd";
import { useState } from "react";
import { once, why } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import type { Correction } from "./wire";

/** Say it otherwise, of the version that was read. */
export function EditForm({
  correction,
  onClose,
  onDone,
}: {
  correction: Correction;
  onClose: () => void;
  onDone: () => void;
}) {
  const say = useWords();
  const { message } = App.useApp();
  const { ask } = useSession();
  const [text, setText] = useState(correction.text);
  const [busy, setBusy] = useState(false);
  // one edit, however often it is sent
  const [headers] = useState(() => once());
  const save = async () => {
    setBusy(true);
    try {
      const path = `/api/review/corrections/${encodeURIComponent(correction.id)}`;
      await ask("PUT", path, { text: text.trim(), version: correction.version }, headers);
      onDone();
    } catch (error) {
      setBusy(false);
      void message.error(why(error, say));
    }
  };
  return (
    <Modal
      open
      title={correction.question}
      okText={say("review.save")}
      confirmLoading={busy}
      okButtonProps={{ disabled: !text.trim() }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <Input.TextArea
        aria-label={say("corrections.text")}
        maxLength={2000}
        autoSize={{ minRows: 2, maxRows: 10 }}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </Modal>
  );
}
