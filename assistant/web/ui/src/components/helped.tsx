import { DislikeFilled, DislikeOutlined, LikeFilled, LikeOutlined } from "@ant-design/icons";
import { App } from "antd";
import { useState } from "react";
import { useLanguage } from "../i18n/language";
import { rate } from "../room/load";
import { viewerName } from "../room/viewer";

/** Whether an answer helped, as this viewer says; said again, it is taken back. */
export function Helped({ answerId }: { answerId: string }) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const [said, setSaid] = useState<boolean | null>(null);
  const say = (helped: boolean) => {
    const before = said;
    const now = said === helped ? null : helped;
    setSaid(now);
    void rate(answerId, viewerName(), now).then((kept) => {
      if (kept) return;
      setSaid(before);
      void message.error(t("helped.failed"));
    });
  };
  return (
    <span className="helped" role="group" aria-label={t("helped.ask")}>
      <button
        type="button"
        aria-pressed={said === true}
        aria-label={t("helped.yes")}
        title={t("helped.yes")}
        onClick={() => say(true)}
      >
        {said === true ? <LikeFilled /> : <LikeOutlined />}
      </button>
      <button
        type="button"
        aria-pressed={said === false}
        aria-label={t("helped.no")}
        title={t("helped.no")}
        onClick={() => say(false)}
      >
        {said === false ? <DislikeFilled /> : <DislikeOutlined />}
      </button>
    </span>
  );
}
