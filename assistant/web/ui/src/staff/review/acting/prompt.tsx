import { Input, Modal, Select } from "antd";
import { useRef, useState } from "react";
import { useWords } from "../../words/use-words";
import type { Act, Colleague, Item } from "../wire";

export type Asked = "note" | "tag" | "assign" | "escalate";

/** The one thing that a note, a tag, an assignment or an escalation needs to be told. */
export function Prompt({
  what,
  item,
  colleagues,
  me,
  onAct,
  onClose,
}: {
  what: Asked;
  item: Item;
  colleagues: readonly Colleague[];
  me: string;
  onAct: (act: Act) => void;
  onClose: () => void;
}) {
  const say = useWords();
  const [text, setText] = useState("");
  const [assignee, setAssignee] = useState(what === "assign" ? (item.assignee || me) : "");
  const body = useRef<HTMLDivElement>(null);
  const done = () => {
    const said = text.trim();
    if (what === "assign") onAct({ kind: "assign", assignee });
    else if (!said) return;
    else if (what === "note") onAct({ kind: "note", text: said });
    else if (what === "tag") onAct({ kind: "tag", tag: said });
    else onAct({ kind: "escalate", reason: said, ...(assignee ? { assignee } : {}) });
    onClose();
  };
  const people = [
    { value: "", label: say("review.nobody") },
    ...colleagues.map(({ id, name }) => ({
      value: id,
      label: id === me ? `${name} (${say("review.you")})` : name,
    })),
  ];
  return (
    <Modal
      open
      title={say(`ask.${what}`)}
      okText={say("review.ok")}
      okButtonProps={{ disabled: what !== "assign" && !text.trim() }}
      onOk={done}
      // the dialog itself takes the focus as it opens
      afterOpenChange={(open) => {
        if (open) body.current?.querySelector<HTMLElement>("textarea, input")?.focus();
      }}
      onCancel={onClose}
    >
      <div className="review-prompt" ref={body}>
        {what === "note" || what === "escalate" ? (
          <Input.TextArea
            aria-label={say(`ask.${what}`)}
            maxLength={2000}
            autoSize={{ minRows: 2, maxRows: 8 }}
            value={text}
            onChange={({ target }) => setText(target.value)}
            onKeyDown={({ nativeEvent: press }) => {
              if (press.key === "Enter" && (press.ctrlKey || press.metaKey)) done();
            }}
          />
        ) : null}
        {what === "tag" && (
          <Input
            aria-label={say("ask.tag")}
            maxLength={64}
            value={text}
            onChange={({ target }) => setText(target.value)}
            onPressEnter={({ nativeEvent }) => {
              if (!nativeEvent.isComposing) done();
            }}
          />
        )}
        {(what === "assign" || what === "escalate") && (
          <Select
            aria-label={say("review.assignee")}
            showSearch={{ optionFilterProp: "label" }}
            value={assignee}
            onChange={setAssignee}
            options={people}
          />
        )}
        {(what === "note" || what === "escalate") && <small>{say("ask.ctrlEnter")}</small>}
      </div>
    </Modal>
  );
}
