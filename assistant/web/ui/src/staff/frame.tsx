import { BulbOutlined, GlobalOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Button, Dropdown, Layout } from "antd";
import { useEffect, type ReactNode } from "react";
import { Logo } from "../components/logo";
import { useLanguage } from "../i18n/language";
import type { Appearance, useAppearance } from "./appearance";
import { useWords } from "./words/use-words";

const APPEARANCES: readonly Appearance[] = ["auto", "light", "dark"];

/** The bar over every page of staff's: where they are, their language, light or dark. */
export function Frame({
  appearance,
  children,
}: {
  appearance: ReturnType<typeof useAppearance>;
  children: ReactNode;
}) {
  const { language, setLanguage } = useLanguage();
  const say = useWords();
  useEffect(() => {
    document.title = `${say("figures.title")} · ${say("app.title")}`;
  }, [say]);
  return (
    <Layout className="staff">
      <Layout.Header className="staff-bar">
        <Logo size={28} />
        <b>{say("app.title")}</b>
        <nav>
          <a href="/figures" aria-current="page">
            {say("menu.figures")}
          </a>
        </nav>
        <span className="staff-bar-end">
          <Button type="text" href="/" icon={<PlayCircleOutlined />}>
            {say("menu.room")}
          </Button>
          <Dropdown
            menu={{
              selectedKeys: [appearance.chosen],
              items: APPEARANCES.map((key) => ({ key, label: say(`theme.${key}`) })),
              onClick: ({ key }) => appearance.choose(key as Appearance),
            }}
          >
            <Button type="text" icon={<BulbOutlined />} aria-label={say("theme.label")} />
          </Dropdown>
          <Button
            type="text"
            icon={<GlobalOutlined />}
            onClick={() => setLanguage(language === "zh" ? "en" : "zh")}
          >
            {say("language.other")}
          </Button>
        </span>
      </Layout.Header>
      <Layout.Content className="staff-page">{children}</Layout.Content>
    </Layout>
  );
}
