import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";

/** How much was written and asked in the last minute. */
export function PulseCounts() {
  const { t, count } = useLanguage();
  const { comments, questions } = useSession().view.pulse;
  if (comments === 0) return null;
  return (
    <p className="pulse">
      <span data-count={comments}>{t("pulse.comments", { count: count(comments) })}</span>
      <span data-count={questions}>{t("pulse.questions", { count: count(questions) })}</span>
      <small>{t("pulse.minute")}</small>
    </p>
  );
}
