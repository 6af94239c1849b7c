import { useLanguage } from "../i18n/language";

/**
 * The mark that the rules on AI-generated content ask for, beside everything Xiaoer says; what a
 * person of the shop said bears theirs instead.
 */
export function AiMark({ staff = false }: { staff?: boolean }) {
  const { t } = useLanguage();
  return (
    <span className="ai-mark" data-staff={staff || undefined}>
      {t(staff ? "mark.staff" : "mark.ai")}
    </span>
  );
}
