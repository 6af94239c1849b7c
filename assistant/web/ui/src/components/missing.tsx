import { Button } from "antd";
import { useLanguage } from "../i18n/language";

/** A room that is not there. */
export function Missing({ room }: { room: string }) {
  const { t, language, setLanguage } = useLanguage();
  return (
    <main className="plain-page">
      <svg className="empty-stall" viewBox="0 0 240 160" aria-hidden="true">
        <path d="M30 58h180l-12-34H42z" fill="#f6b79c" />
        <path d="M30 58a15 15 0 0 0 30 0 15 15 0 0 0 30 0 15 15 0 0 0 30 0 15 15 0 0 0 30 0 15 15 0 0 0 30 0 15 15 0 0 0 30 0" fill="#cf3a1d" />
        <path d="M44 72v68M196 72v68M34 90h172v52H34z" fill="#fff" stroke="#e5c7b2" strokeWidth="4" strokeLinejoin="round" />
        <path d="M108 106h24M100 130c11-11 29-11 40 0" fill="none" stroke="#cf3a1d" strokeWidth="6" strokeLinecap="round" />
        <path d="M20 146h200" stroke="#e5c7b2" strokeWidth="4" strokeLinecap="round" />
      </svg>
      <h1>{t("missing.title")}</h1>
      <p>{t("missing.text", { room })}</p>
      <div className="plain-actions">
        <Button type="primary" size="large" href="/rooms/demo">
          {t("missing.home")}
        </Button>
        <Button
          size="large"
          aria-label={`${t("app.languageShort")} · ${t("app.language")}`}
          onClick={() => setLanguage(language === "zh" ? "en" : "zh")}
        >
          {t("app.languageShort")}
        </Button>
      </div>
    </main>
  );
}
