/** What staff see: their pages in one frame, light or dark. */
import { App, ConfigProvider, Skeleton, theme as antdTheme } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { Suspense, useMemo } from "react";
import { LanguageProvider, useLanguage } from "../i18n/language";
import { theme } from "../shell/theme";
import { useAppearance } from "./appearance";
import { Frame } from "./frame";
import { pageAt } from "./pages";
import { Needs, SessionGate } from "./session/session";
import { SIGN_IN } from "./session/paths";
import { SignInPage } from "./sign-in/sign-in-page";
import "./staff.css";
import "./sign-in/sign-in.css";
import "./people/people.css";
import "./conduct/conduct.css";

const STILL = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export default function StaffRoot() {
  return (
    <LanguageProvider>
      <Themed />
    </LanguageProvider>
  );
}

function Themed() {
  const { language } = useLanguage();
  const appearance = useAppearance();
  const { dark } = appearance;
  const themed = useMemo(
    () => ({
      algorithm: dark ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
      token: {
        colorPrimary: dark ? "#f0694b" : (theme.token?.colorPrimary ?? ""),
        // as text: 4.5:1 on their grounds
        colorTextPlaceholder: dark ? "#a2968d" : "#70665f",
        colorError: dark ? "#ff8a75" : "#b42318",
        // base.css stills what moves; antd has to know, or it waits for what never ends
        motion: !STILL,
        borderRadius: 8,
        fontFamily: theme.token?.fontFamily ?? "",
        colorBgLayout: dark ? "#141211" : "#f6f4f2",
      },
      // white words on it keep 4.5:1
      ...(dark && {
        components: { Button: { colorPrimary: "#c0412a" } },
      }),
    }),
    [dark],
  );
  const path = window.location.pathname;
  const page = pageAt(path);
  return (
    <ConfigProvider theme={themed} locale={language === "zh" ? zhCN : enUS}>
      <App message={{ maxCount: 2, top: 64 }}>
        {path === SIGN_IN ? (
          <Frame appearance={appearance} title="signIn.title">
            <SignInPage />
          </Frame>
        ) : (
          <SessionGate>
            <Frame appearance={appearance} title={page.title} signedIn>
              <Needs right={page.right}>
                <Suspense fallback={<Skeleton active className="staff-waiting" />}>
                  <page.Page dark={dark} />
                </Suspense>
              </Needs>
            </Frame>
          </SessionGate>
        )}
      </App>
    </ConfigProvider>
  );
}
