import { SendOutlined, ShoppingFilled } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";
import { HandsFree } from "./hands-free";
import { HoldToTalk } from "./hold-to-talk";

/** The longest question; the service takes no more. */
const LONGEST = 300;

export function AskBar({ onBag }: { onBag: (() => void) | null }) {
  const { t } = useLanguage();
  const { room, ask } = useSession();
  const [text, setText] = useState("");
  const send = () => {
    const question = text.trim();
    if (!question) return;
    ask(question);
    setText("");
  };
  return (
    <form
      className="ask-bar"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {onBag && (
        <button
          type="button"
          className="bag-button"
          aria-label={t("bag.open", { count: room.listing.length })}
          onClick={onBag}
        >
          <ShoppingFilled aria-hidden="true" />
          <b aria-hidden="true">{room.listing.length}</b>
        </button>
      )}
      <div className="ask-box">
        <Input
          value={text}
          maxLength={LONGEST}
          enterKeyHint="send"
          autoComplete="off"
          variant="borderless"
          placeholder={t("ask.placeholder")}
          aria-label={t("ask.label")}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={(event) => {
            // Enter that only picks a word of an input method must not send.
            if (event.nativeEvent.isComposing) event.preventDefault();
          }}
        />
        <Button
          type="primary"
          shape="circle"
          htmlType="submit"
          icon={<SendOutlined />}
          aria-label={t("ask.send")}
          title={t("ask.send")}
          disabled={!text.trim()}
        />
      </div>
      <HandsFree />
      <HoldToTalk />
    </form>
  );
}
