import { SendOutlined, ThunderboltOutlined } from "@ant-design/icons";
import { App, Button, Checkbox, Dropdown, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { keyOf } from "../../keys/bindings";
import { why } from "../../session/call";
import { useSession } from "../../session/session";
import { useWords } from "../../words/use-words";
import { commandOf } from "../keys";
import { LANGUAGES, type Canned, type Item, type Scope } from "../wire";
import { draftOf, keepDraft, type Draft } from "./drafts";

const SCOPES: readonly (Scope | "")[] = ["", "product", "shop", "room"];

/** How far it is to hold, after one press more; of no product, not for that product. */
function after(learn: Scope | null, item: Item): Scope | null {
  const open = SCOPES.filter((scope) => scope !== "product" || item.product);
  return open[(open.indexOf(learn ?? "") + 1) % open.length] || null;
}

/** Where an answer of one's own is written; what is typed is kept by item. */
export function Composer({
  item,
  replies,
  busy,
  onSend,
  onBack,
  onManage,
}: {
  item: Item;
  replies: readonly Canned[];
  busy: boolean;
  onSend: (draft: Draft) => void;
  onBack: () => void;
  onManage: () => void;
}) {
  const say = useWords();
  const { message } = App.useApp();
  const { ask } = useSession();
  const [draft, setDraft] = useState(() => draftOf(item));
  const change = (part: Partial<Draft>) =>
    setDraft((before) => {
      const next = { ...before, ...part };
      keepDraft(item.id, next);
      return next;
    });
  const insert = async (reply: Canned) => {
    try {
      const path = `/api/review/replies/${reply.id}/text`;
      const body = { item: item.id, language: draft.language };
      const { text } = await ask<{ text: string }>("POST", path, body);
      setDraft((before) => {
        const next = { ...before, text: before.text ? `${before.text}${text}` : text };
        keepDraft(item.id, next);
        return next;
      });
    } catch (error) {
      void message.error(why(error, say));
    }
  };
  const send = () => {
    if (!draft.text.trim()) void message.warning(say("review.writeFirst"));
    else if (!busy) onSend({ ...draft, text: draft.text.trim() });
  };
  return (
    <section
      className="review-composer"
      aria-label={say("review.write")}
      onKeyDown={(event) => {
        const command = commandOf(event.nativeEvent, true);
        if (command === "send") send();
        else if (command === "back") onBack();
        else if (command === "toWhom") {
          if (item.to) change({ to: draft.to === "viewer" ? "room" : "viewer" });
        } else if (command === "aloud") change({ aloud: !draft.aloud });
        else if (command === "learn") change({ learn: after(draft.learn, item) });
        else if (command === "canned") {
          const digit = Number(keyOf(event.nativeEvent));
          const reply = replies.find(({ shortcut }) => shortcut === digit);
          if (reply) void insert(reply);
          else void message.info(say("canned.noneAt", { digit }));
        } else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <Input.TextArea
        autoFocus
        aria-label={say("review.write")}
        placeholder={say("review.writeHint")}
        value={draft.text}
        maxLength={2000}
        autoSize={{ minRows: 2, maxRows: 8 }}
        onChange={({ target }) => change({ text: target.value })}
        onFocus={({ currentTarget }) => {
          const end = currentTarget.value.length;
          currentTarget.setSelectionRange(end, end);
        }}
      />
      <div className="review-composer-bar">
        <Segmented
          aria-label={say("review.to")}
          size="small"
          value={draft.to}
          onChange={(to) => change({ to })}
          options={[
            { value: "viewer" as const, label: say("review.toViewer"), disabled: !item.to },
            { value: "room" as const, label: say("review.toRoom") },
          ]}
        />
        <Checkbox checked={draft.aloud} onChange={({ target }) => change({ aloud: target.checked })}>
          {say("review.aloud")}
        </Checkbox>
        <Select
          aria-label={say("review.learn")}
          size="small"
          popupMatchSelectWidth={false}
          value={draft.learn ?? ""}
          onChange={(learn: Scope | "") => change({ learn: learn || null })}
          options={SCOPES.map((value) => ({
            value,
            label: say(`learn.${value || "once"}`),
            disabled: value === "product" && !item.product,
          }))}
        />
        <Select
          aria-label={say("review.language")}
          size="small"
          popupMatchSelectWidth={false}
          value={draft.language}
          onChange={(language) => change({ language })}
          options={LANGUAGES.map((value) => ({ value, label: say(`tongue.${value}`) }))}
        />
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              ...replies.map((reply) => ({
                key: String(reply.id),
                label: reply.title,
                extra: reply.shortcut ? `Alt+${reply.shortcut}` : undefined,
              })),
              { type: "divider" as const },
              { key: "manage", label: say("canned.manage") },
            ],
            onClick: ({ key }) => {
              const reply = replies.find(({ id }) => String(id) === key);
              if (reply) void insert(reply);
              else onManage();
            },
          }}
        >
          <Button size="small" icon={<ThunderboltOutlined />}>
            {say("canned.title")}
          </Button>
        </Dropdown>
        <span className="review-composer-end">
          <Button size="small" onClick={onBack}>
            {say("review.back")} <kbd>Esc</kbd>
          </Button>
          <Button size="small" type="primary" icon={<SendOutlined />} loading={busy} onClick={send}>
            {say("review.send")} <kbd>Ctrl ↵</kbd>
          </Button>
        </span>
      </div>
    </section>
  );
}
