import { useLanguage } from "../i18n/language";
import { stretches } from "../room/latency";
import type { Answer } from "../room/wire";

/** Where an answer's time went: one stretch a stage, as long as it took. */
export function LatencyBar({ timings }: { timings: Answer["timings_ms"] }) {
  const { t } = useLanguage();
  const parts = stretches(timings);
  const total = Math.round(parts.at(-1)?.at ?? 0);
  return (
    <figure className="latency" aria-label={t("facts.timing")}>
      <div className="latency-bar" aria-hidden="true">
        {parts.map(({ stage, took }) => (
          <i key={stage} className={`stage-${stage}`} style={{ flexGrow: Math.max(took, total / 100) }} />
        ))}
      </div>
      <figcaption>
        <ul>
          {parts.map(({ stage, took }) => (
            <li key={stage}>
              <i className={`stage-${stage}`} aria-hidden="true" />
              {t(`stage.${stage}`)} <b>{took < 10 ? took.toFixed(1) : Math.round(took)}</b>{" "}
              {t("unit.ms")}
            </li>
          ))}
        </ul>
        <span className="latency-total">{t("facts.total", { ms: total })}</span>
      </figcaption>
    </figure>
  );
}
