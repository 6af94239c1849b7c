/** What staff see: their pages in one frame, light or dark. */
import { App, ConfigProvider, theme as antdTheme } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useMemo } from "react";
import { LanguageProvider, useLanguage } from "../i18n/language";
import { theme } from "../shell/theme";
import { useAppearance } from "./appearance";
import { FiguresPage } from "./figures/figures-page";
import { Frame } from "./frame";
import "./staff.css";

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
        borderRadius: 8,
        fontFamily: theme.token?.fontFamily ?? "",
        colorBgLayout: dark ? "#141211" : "#f6f4f2",
      },
    }),
    [dark],
  );
  return (
    <ConfigProvider theme={themed} locale={language === "zh" ? zhCN : enUS}>
      <App message={{ maxCount: 2, top: 64 }}>
        <Frame appearance={appearance}>
          <FiguresPage dark={dark} />
        </Frame>
      </App>
    </ConfigProvider>
  );
}
