import { memo, useState } from "react";
import { useLanguage } from "../i18n/language";
import type { CommentEntry } from "../room/entries";
import { CommentBubble } from "./comment-bubble";
import { FollowingList } from "./following-list";

/** What others write in a busy room, apart from the answers; it stands still when scrolled back. */
export const Flood = memo(function Flood({
  entries,
  arrived,
}: {
  entries: readonly CommentEntry[];
  arrived: number;
}) {
  const { t } = useLanguage();
  const [held, setHeld] = useState<{ entries: readonly CommentEntry[]; arrived: number } | null>(
    null,
  );
  return (
    <FollowingList
      className="flood"
      label={t("stream.comments")}
      live="off"
      arrived={arrived}
      newer={t("stream.newer")}
      onFollow={(follows) => setHeld(follows ? null : { entries, arrived })}
    >
      {(held?.entries ?? entries).map((entry) => (
        <CommentBubble entry={entry} key={entry.key} />
      ))}
    </FollowingList>
  );
});
