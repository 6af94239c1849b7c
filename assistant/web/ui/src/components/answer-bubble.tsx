import { TeamOutlined } from "@ant-design/icons";
import { memo } from "react";
import { useLanguage } from "../i18n/language";
import { grounds } from "../room/grounds";
import { answerText, type AnswerEntry } from "../room/entries";
import { AiMark } from "./ai-mark";
import { AnswerFacts } from "./answer-facts";
import { Foundation } from "./foundation";
import { Helped } from "./helped";
import { Logo } from "./logo";

/**
 * One answer of Xiaoer's: its text as it comes, its mark, and, folded, what it rests on. An answer
 * to many says what they asked and how many they are; in a busy room one to a single other viewer
 * is brief.
 */
export const AnswerBubble = memo(function AnswerBubble({
  entry,
  busy,
  pinned,
  onFold,
}: {
  entry: AnswerEntry;
  busy: boolean;
  /** Whether it stays in sight while others come. */
  pinned: boolean;
  onFold: () => void;
}) {
  const { t, count } = useLanguage();
  const { answer, askers } = entry;
  const text = answerText(entry);
  const many = askers > 1;
  const brief = busy && !many && !entry.own;
  const asker = entry.own ? t("stream.you") : entry.viewer;
  const to = many ? t("stream.toAll") : asker && `@${asker}`;
  return (
    <article
      className="answer"
      data-own={entry.own}
      data-askers={askers}
      data-many={many}
      data-brief={brief}
      data-pinned={pinned}
      data-outcome={answer?.outcome}
    >
      <header>
        {!brief && <Logo size={22} />}
        {!brief && <b>{t(answer?.composer === "staff" ? "mark.staff" : "app.name")}</b>}
        <AiMark staff={answer?.composer === "staff"} />
        {brief && <q>{entry.question}</q>}
        {answer && (
          <span className={`outcome outcome-${answer.outcome}`}>
            {t(`outcome.${answer.outcome}`)}
          </span>
        )}
        {answer?.private && <span className="outcome">{t("stream.private")}</span>}
        {entry.interrupted && <span className="outcome">{t("stream.interrupted")}</span>}
      </header>
      {many && (
        <p className="askers">
          <TeamOutlined aria-hidden="true" />
          <q>{entry.question}</q>
          <b>{t("stream.askers", { count: count(askers) })}</b>
        </p>
      )}
      {text ? (
        <p className="answer-text" lang={answer?.language}>
          {to && <span className="to">{to} </span>}
          {text}
          {!answer && <i className="caret" aria-hidden="true" />}
        </p>
      ) : answer ? (
        <p className="answer-text">{t("stream.withStaff")}</p>
      ) : (
        <p className="pondering">
          <i />
          <i />
          <i />
          <span>{t("stream.thinking")}</span>
        </p>
      )}
      {answer && text && answer.composer !== "staff" && !brief && (
        <Foundation
          label={
            answer.facts.length > 0
              ? t("facts.count", { count: grounds(answer.facts).length })
              : t("facts.title")
          }
          aside={
            <span className="fold-time">
              {Math.round(
                answer.latency?.total_ms ?? answer.timings_ms.heard + answer.timings_ms.done,
              )}{" "}
              {t("unit.ms")}
            </span>
          }
          // It grows once the time of the first sound is known.
          grows={answer.latency !== undefined}
          onFold={onFold}
          beside={(entry.own || many) && <Helped answerId={answer.answer_id} />}
        >
          <AnswerFacts answer={answer} />
        </Foundation>
      )}
    </article>
  );
});
