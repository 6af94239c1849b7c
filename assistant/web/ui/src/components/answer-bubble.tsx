import { DownOutlined, SafetyCertificateFilled, TeamOutlined } from "@ant-design/icons";
import { memo, useEffect, useId, useRef, useState } from "react";
import { useLanguage } from "../i18n/language";
import { grounds } from "../room/grounds";
import { answerText, type AnswerEntry } from "../room/entries";
import { AiMark } from "./ai-mark";
import { AnswerFacts } from "./answer-facts";
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
  const [open, setOpen] = useState(false);
  const id = useId();
  const foundation = useRef<HTMLDivElement>(null);
  const { answer, askers } = entry;
  // It grows once the time of the first sound is known.
  const timed = answer?.latency !== undefined;
  useEffect(() => {
    if (open) foundation.current?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }, [open, timed]);
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
        {!brief && <b>{t("app.name")}</b>}
        <AiMark />
        {brief && <q>{entry.question}</q>}
        {answer && (
          <span className={`outcome outcome-${answer.outcome}`}>
            {t(`outcome.${answer.outcome}`)}
          </span>
        )}
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
      ) : (
        <p className="pondering">
          <i />
          <i />
          <i />
          <span>{t("stream.thinking")}</span>
        </p>
      )}
      {answer && !brief && (
        <div className="foundation" ref={foundation}>
          <button
            type="button"
            className="fold"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => {
              onFold();
              setOpen(!open);
            }}
          >
            <SafetyCertificateFilled aria-hidden="true" />
            {answer.facts.length > 0
              ? t("facts.count", { count: grounds(answer.facts).length })
              : t("facts.title")}
            <span className="fold-time">
              {Math.round(
                answer.latency?.total_ms ?? answer.timings_ms.heard + answer.timings_ms.done,
              )}{" "}
              {t("unit.ms")}
            </span>
            <DownOutlined className="fold-arrow" aria-hidden="true" />
          </button>
          <div id={id} hidden={!open}>
            {open && <AnswerFacts answer={answer} />}
          </div>
        </div>
      )}
    </article>
  );
});
