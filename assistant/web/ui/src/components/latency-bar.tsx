import { useLanguage } from "../i18n/language";
import { breakdown } from "../room/latency";
import type { Answer } from "../room/wire";

/** Where an answer's time went: pieces as long as what they took, which add up to the whole. */
export function LatencyBar({ answer }: { answer: Answer }) {
  const { t } = useLanguage();
  const { pieces, total } = breakdown(answer);
  return (
    <figure className="latency" aria-label={t("facts.timing")}>
      <div className="latency-bar" aria-hidden="true">
        {pieces.map(({ name, took }) => (
          <i
            key={name}
            className={name.replace(".", "-")}
            style={{ flexGrow: Math.max(took, total / 100) }}
          />
        ))}
      </div>
      <figcaption>
        <ul>
          {pieces.map(({ name, took }) => (
            <li key={name}>
              <i className={name.replace(".", "-")} aria-hidden="true" />
              {t(name)} <b>{took}</b> {t("unit.ms")}
            </li>
          ))}
        </ul>
        <span className="latency-total">
          {t(answer.latency ? "facts.firstOf" : "facts.total", { ms: total })}
        </span>
      </figcaption>
    </figure>
  );
}
