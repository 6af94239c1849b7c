import { CheckCircleFilled, CloseCircleFilled, FileTextOutlined, WarningFilled } from "@ant-design/icons";
import { grounds } from "../../../room/grounds";
import { useWords } from "../../words/use-words";
import type { ReviewedAnswer } from "../wire";

/** The facts an answer rests on with the row each came from, what it lacks, what was held back. */
export function Evidence({ answer }: { answer: ReviewedAnswer }) {
  const say = useWords();
  const { facts, missing = [], checks } = answer;
  if (facts.length === 0 && missing.length === 0 && checks.rejected.length === 0) return null;
  return (
    <ul className="review-evidence">
      {grounds(facts).map(({ fact, subject, records }) => (
        <li key={`${fact.product} ${fact.field} ${fact.value}`} data-is="fact">
          <CheckCircleFilled aria-hidden="true" />
          <span>
            <b>
              {fact.label || fact.field}: {fact.value}
              {fact.unit && ` ${fact.unit}`}
            </b>
            <small>{subject || fact.subject || fact.product}</small>
            {[...new Set(records.map(({ origin }) => origin))].filter(Boolean).map((origin) => (
              <code key={origin} title={say("review.origin")}>
                <FileTextOutlined aria-label={say("review.origin")} /> {origin}
              </code>
            ))}
            {!fact.origin && <code>{say("review.source", { source: fact.source })}</code>}
          </span>
        </li>
      ))}
      {missing.map((what) => (
        <li key={what} data-is="missing">
          <WarningFilled aria-hidden="true" />
          <span>
            <b>{say("review.missing", { what })}</b>
          </span>
        </li>
      ))}
      {checks.rejected.map(({ text, reason }) => (
        <li key={`${text} ${reason}`} data-is="rejected">
          <CloseCircleFilled aria-hidden="true" />
          <span>
            <s>{text}</s>
            <small>
              {say("review.rejected")}: {reason}
            </small>
          </span>
        </li>
      ))}
    </ul>
  );
}
