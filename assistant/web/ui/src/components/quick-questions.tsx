import { useLanguage } from "../i18n/language";
import type { Key } from "../i18n/zh";
import { useSession } from "../shell/session";

const QUICK: readonly Key[] = [
  "quick.price",
  "quick.colours",
  "quick.size",
  "quick.shipping",
  "quick.returns",
];

export function QuickQuestions() {
  const { t } = useLanguage();
  const { ask } = useSession();
  return (
    <div className="quick" role="group" aria-label={t("ask.quick")}>
      {QUICK.map((key) => (
        <button type="button" key={key} onClick={() => ask(t(key))}>
          {t(key)}
        </button>
      ))}
    </div>
  );
}
