import { LoadingOutlined } from "@ant-design/icons";
import { isKey, useLanguage } from "../i18n/language";
import type { Arrival } from "../room/load";
import { Logo } from "./logo";

/** Before the room is there: what is still loading, by name. */
export function Waiting({ arrival }: { arrival: Arrival | { kind: "connecting" } }) {
  const { t } = useLanguage();
  const name = (model: string) => {
    const key = `model.${model}`;
    return isKey(key) ? t(key) : model;
  };
  const loading = arrival.kind === "loading";
  const failed = loading ? Object.entries(arrival.failed) : [];
  return (
    <main className="plain-page" aria-busy="true">
      <span className="waiting-logo">
        <Logo size={88} />
      </span>
      <h1>{loading ? t("loading.title") : t("app.name")}</h1>
      <p role="status">
        {loading
          ? t("loading.text")
          : t(arrival.kind === "unreachable" ? "loading.unreachable" : "loading.connecting")}
      </p>
      {failed.map(([model, why]) => (
        <p className="waiting-failed" role="alert" key={model}>
          <b>{t("loading.failed", { model: name(model) })}</b> {why}
        </p>
      ))}
      {loading && arrival.waiting.length > 0 ? (
        <ul className="waiting-list" aria-label={t("loading.waiting")}>
          {arrival.waiting.map((model) => (
            <li key={model}>
              <LoadingOutlined aria-hidden="true" /> {name(model)}
            </li>
          ))}
        </ul>
      ) : (
        <LoadingOutlined className="waiting-spin" aria-hidden="true" />
      )}
    </main>
  );
}
