import { useLanguage } from "../i18n/language";

/** The mark that the rules on AI-generated content ask for, beside everything Xiaoer says. */
export function AiMark() {
  const { t } = useLanguage();
  return <span className="ai-mark">{t("mark.ai")}</span>;
}
