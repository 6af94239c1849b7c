import { useCallback, useMemo, useRef } from "react";
import { useLanguage } from "../i18n/language";
import { isTalk, type CommentEntry, type Entry } from "../room/entries";
import { useSession } from "../shell/session";
import { AnswerBubble } from "./answer-bubble";
import { CommentBubble } from "./comment-bubble";
import { FactCard } from "./fact-card";
import { Flood } from "./flood";
import { FollowingList } from "./following-list";
import { MostAsked } from "./most-asked";

/** After so many more answers one's own is old. */
const RECENT = 20;

/** The answer to this viewer that is to stay in sight, where there is one. */
function recentOwn(talk: readonly Entry[]): Entry | undefined {
  return talk.slice(-RECENT).findLast((entry) => entry.kind === "answer" && entry.own);
}

/**
 * Comments and answers as they come. In a busy room what others write runs by itself, above, so
 * that answers stay long enough to be read.
 */
export function Stream() {
  const { t } = useLanguage();
  const { view } = useSession();
  const { entries, busy, arrived } = view;
  const still = useRef(() => undefined as void);
  // Opening the facts must not push what was read out of sight.
  const onFold = useCallback(() => still.current(), []);

  const others = useMemo(
    () => entries.filter((entry): entry is CommentEntry => !isTalk(entry)),
    [entries],
  );
  const talk = useMemo(() => (busy ? entries.filter(isTalk) : entries), [busy, entries]);
  const pinned = busy ? recentOwn(talk) : undefined;
  // Who asks wants to see the answer, wherever they had scrolled to.
  const asked = entries.findLast((entry) => entry.kind === "comment" && entry.own)?.key;

  return (
    <div className="stream" data-busy={busy}>
      {busy && <Flood entries={others} arrived={arrived} />}
      {busy && <MostAsked />}
      <FollowingList
        className="talk-list"
        label={t("stream.label")}
        live="polite"
        arrived={talk.at(-1)?.key}
        wanted={asked}
        still={still}
        newer={t("stream.newer")}
      >
        <p className="welcome">{t("stream.empty")}</p>
        {talk.map((entry) => {
          switch (entry.kind) {
            case "comment":
              return <CommentBubble entry={entry} key={entry.key} />;
            case "card":
              return <FactCard card={entry.card} onFold={onFold} key={entry.key} />;
            case "answer":
              return (
                <AnswerBubble
                  entry={entry}
                  busy={busy}
                  pinned={entry === pinned}
                  onFold={onFold}
                  key={entry.key}
                />
              );
          }
        })}
      </FollowingList>
    </div>
  );
}
