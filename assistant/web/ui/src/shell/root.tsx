import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { Missing } from "../components/missing";
import { Waiting } from "../components/waiting";
import { RoomPage } from "../components/room-page";
import { LanguageProvider, useLanguage } from "../i18n/language";
import { useArrival } from "./arrival";
import { SessionProvider } from "./session";
import { theme } from "./theme";

export function Root() {
  return (
    <LanguageProvider>
      <Themed />
    </LanguageProvider>
  );
}

function Themed() {
  const { language } = useLanguage();
  return (
    <ConfigProvider theme={theme} locale={language === "zh" ? zhCN : enUS}>
      <App message={{ maxCount: 2, top: 72 }}>
        <Arrive room={roomOf(window.location.pathname)} />
      </App>
    </ConfigProvider>
  );
}

/** The room named by the path `/rooms/{room}`; the demo room for any other. */
export function roomOf(path: string): string {
  const name = /^\/rooms\/([^/]+)/.exec(path)?.[1];
  return name ? decodeURIComponent(name) : "demo";
}

function Arrive({ room }: { room: string }) {
  const arrival = useArrival(room);
  if (arrival.kind === "missing") return <Missing room={room} />;
  if (arrival.kind !== "ready") return <Waiting arrival={arrival} />;
  return (
    <SessionProvider room={arrival.room}>
      <RoomPage />
    </SessionProvider>
  );
}
