import { useWords, isWord } from "../../words/use-words";
import type { ReviewedAnswer } from "../wire";
import { stretches } from "./stretches";

/** Where the time to the answer went, as a bar. */
export function Timings({ answer }: { answer: ReviewedAnswer }) {
  const say = useWords();
  const parts = stretches(answer);
  const total = parts.reduce((sum, { ms }) => sum + ms, 0);
  if (total <= 0) return null;
  const name = (key: string) => {
    const word = `stage.${key}`;
    return isWord(word) ? say(word) : key;
  };
  const ms = (time: number) => say("unit.ms", { count: Math.round(time) });
  const label = parts.map((part) => `${name(part.key)} ${ms(part.ms)}`).join(" · ");
  return (
    <div className="review-timings">
      <div className="review-timings-bar" role="img" aria-label={label} title={label}>
        {parts.map((part) => (
          <i key={part.key} data-stage={part.key} style={{ flexGrow: part.ms / total }} />
        ))}
      </div>
      <small>{ms(total)}</small>
    </div>
  );
}
