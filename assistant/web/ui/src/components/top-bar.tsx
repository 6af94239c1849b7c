import { MutedOutlined, SoundOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";
import { Logo } from "./logo";

export function TopBar() {
  const { t, language, setLanguage } = useLanguage();
  const { room, conversation, now } = useSession();
  const sound = now.muted ? t("app.unmute") : t("app.mute");
  return (
    <header className="top-bar">
      <Logo size={38} />
      <div className="top-names">
        <h1>{room.title || t("app.name")}</h1>
        <p>
          <span className="live">
            <i aria-hidden="true" />
            {t("app.live")}
          </span>
          <Tooltip title={t("app.aiNoticeLong")}>
            <span className="ai-notice" tabIndex={0} aria-label={t("app.aiNoticeLong")} role="note">
              {t("app.name")} · {t("app.aiNotice")}
            </span>
          </Tooltip>
        </p>
      </div>
      <div className="top-actions">
        <Button
          shape="circle"
          icon={now.muted ? <MutedOutlined /> : <SoundOutlined />}
          aria-label={sound}
          aria-pressed={now.muted}
          title={sound}
          onClick={() => conversation.setMuted(!now.muted)}
        />
        <Button
          shape="round"
          aria-label={`${t("app.languageShort")} · ${t("app.language")}`}
          title={t("app.language")}
          className="language"
          onClick={() => setLanguage(language === "zh" ? "en" : "zh")}
        >
          <span lang={language === "zh" ? "en" : "zh-CN"}>{t("app.languageShort")}</span>
        </Button>
      </div>
    </header>
  );
}
