import { CustomerServiceOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";

/** The microphone that stays open; the service hears where a question ends. */
export function HandsFree() {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const { conversation, now } = useSession();
  const on = now.microphone === "open";
  const label = t(on ? "voice.handsFreeOff" : "voice.handsFreeOn");
  return (
    <Button
      className="hands-free"
      shape="circle"
      size="large"
      type={on ? "primary" : "default"}
      icon={<CustomerServiceOutlined />}
      aria-label={label}
      aria-pressed={on}
      title={label}
      onClick={() => {
        if (!on && now.connection !== "open") {
          void message.info(t("voice.offline"));
          return;
        }
        void conversation.microphone.toggle();
      }}
    />
  );
}
