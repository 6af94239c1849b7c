import { DownOutlined, UserOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { useWords } from "../words/use-words";
import { why } from "./call";
import { PasswordForm } from "./password-form";
import { useSession } from "./session";

/** Who is signed in, and how they sign out. */
export function AccountMenu() {
  const say = useWords();
  const { message } = App.useApp();
  const { session, signOut } = useSession();
  const [changing, setChanging] = useState(false);
  const leave = (everywhere: boolean) =>
    void signOut(everywhere).catch((error: unknown) => message.error(why(error, say)));
  if (!session.id) return <span className="staff-name">{session.name}</span>;
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            {
              key: "role",
              type: "group",
              label: session.role ? say(`role.${session.role}`) : "",
            },
            ...(session.password ? [{ key: "password", label: say("account.password") }] : []),
            { key: "out", label: say("account.signOut") },
            { key: "everywhere", label: say("account.signOutEverywhere") },
          ],
          onClick: ({ key }) => {
            if (key === "password") setChanging(true);
            else leave(key === "everywhere");
          },
        }}
      >
        <Button type="text" icon={<UserOutlined />}>
          <span className="staff-name">{session.name}</span>
          <DownOutlined />
        </Button>
      </Dropdown>
      {changing && <PasswordForm onClose={() => setChanging(false)} />}
    </>
  );
}
