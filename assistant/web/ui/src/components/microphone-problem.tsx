import { Alert } from "antd";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";

export function MicrophoneProblemNotice() {
  const { t } = useLanguage();
  const { conversation, now } = useSession();
  if (!now.problem) return null;
  return (
    <Alert
      className="microphone-problem"
      type="warning"
      showIcon
      title={t(`voice.${now.problem}`)}
      closable={{ onClose: () => conversation.microphone.forget(), "aria-label": t("product.close") }}
    />
  );
}
