import { AudioFilled } from "@ant-design/icons";
import { memo } from "react";
import { useLanguage } from "../i18n/language";
import type { CommentEntry } from "../room/entries";

export const CommentBubble = memo(function CommentBubble({ entry }: { entry: CommentEntry }) {
  const { t } = useLanguage();
  return (
    <p className="comment" data-own={entry.own} data-pending={entry.pending}>
      <b>{entry.own ? t("stream.me") : entry.viewer || t("stream.viewer")}</b>
      {entry.voice && (
        <AudioFilled className="by-voice" aria-label={t("stream.voice")} title={t("stream.voice")} />
      )}
      <span>{entry.text}</span>
    </p>
  );
});
