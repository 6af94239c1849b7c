import { BulbOutlined, GlobalOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Button, Dropdown, Layout } from "antd";
import { useEffect, type ReactNode } from "react";
import { Logo } from "../components/logo";
import { useLanguage } from "../i18n/language";
import { KillSwitch } from "./conduct/kill-switch";
import type { Appearance, useAppearance } from "./appearance";
import { PAGES, pageAt } from "./pages";
import { AccountMenu } from "./session/account-menu";
import { useSession } from "./session/session";
import { useWords } from "./words/use-words";
import type { Key } from "./words/zh";

const APPEARANCES: readonly Appearance[] = ["auto", "light", "dark"];

/** The bar over every page of staff's: where they are, their language, light or dark, who they are. */
export function Frame({
  appearance,
  title,
  signedIn = false,
  children,
}: {
  appearance: ReturnType<typeof useAppearance>;
  title: Key;
  signedIn?: boolean;
  children: ReactNode;
}) {
  const { language, setLanguage } = useLanguage();
  const say = useWords();
  useEffect(() => {
    document.title = `${say(title)} · ${say("app.title")}`;
  }, [say, title]);
  return (
    <Layout className="staff">
      <Layout.Header className="staff-bar">
        <Logo size={28} />
        <b>{say("app.title")}</b>
        {signedIn && <Menu />}
        <span className="staff-bar-end">
          {signedIn && <KillSwitch />}
          <Button
            type="text"
            href="/"
            icon={<PlayCircleOutlined />}
            className="staff-bar-room"
            aria-label={say("menu.room")}
          >
            <span>{say("menu.room")}</span>
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
          {signedIn && <AccountMenu />}
        </span>
      </Layout.Header>
      <Layout.Content className="staff-page">{children}</Layout.Content>
    </Layout>
  );
}

/** The pages that whoever is signed in may open. */
function Menu() {
  const say = useWords();
  const { may } = useSession();
  const here = pageAt(window.location.pathname);
  return (
    <nav>
      {PAGES.filter(({ right }) => may(right)).map((page) => (
        <a key={page.path} href={page.path} aria-current={page === here ? "page" : undefined}>
          {say(page.menu)}
        </a>
      ))}
    </nav>
  );
}
