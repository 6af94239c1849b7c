import { PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, Popconfirm, Select, Space, Table, Tag } from "antd";
import { useState } from "react";
import { useLanguage } from "../../i18n/language";
import { ROLES, why, type Role } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { Invite } from "./invite";
import { LinkShown } from "./link-shown";
import { useList } from "./use-list";
import type { Account, OneTimeLink } from "./wire";

/** Everybody who has an account: invite, change a role, disable, reset, sign out. */
export function Accounts() {
  const say = useWords();
  const { language } = useLanguage();
  const { message } = App.useApp();
  const { session, ask } = useSession();
  const { list, failed, again } = useList<Account>("/api/staff");
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<{ name: string; link: OneTimeLink } | null>(null);

  const act = async (method: string, path: string, body?: unknown) => {
    try {
      await ask(method, path, body);
      void message.success(say("people.done"));
    } catch (error) {
      void message.error(why(error, say));
    }
    again();
  };
  const reset = async (account: Account) => {
    try {
      const made = await ask<OneTimeLink>("POST", `/api/staff/${account.id}/link`);
      setLink({ name: account.name, link: made });
    } catch (error) {
      void message.error(why(error, say));
    }
  };
  const time = (at: string | null) => (at ? new Date(at).toLocaleString(language) : "–");

  return (
    <>
      <div className="people-bar">
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setInviting(true)}>
          {say("people.invite")}
        </Button>
      </div>
      {failed && <Alert type="error" showIcon title={failed} />}
      <Table<Account>
        rowKey="id"
        loading={!list && !failed}
        dataSource={list ?? []}
        pagination={false}
        scroll={{ x: 760 }}
        columns={[
          {
            title: say("people.name"),
            dataIndex: "name",
            render: (name: string, account) => (
              <Space>
                <b>{name}</b>
                {account.disabled && <Tag>{say("people.disabled")}</Tag>}
                {!account.password && !account.provider && (
                  <Tag>{say("people.invited")}</Tag>
                )}
                {account.provider && <Tag>{session.provider || "OIDC"}</Tag>}
              </Space>
            ),
          },
          {
            title: say("people.role"),
            dataIndex: "role",
            render: (role: Role, account) => (
              <Select<Role>
                aria-label={say("people.roleOf", { name: account.name })}
                value={role}
                disabled={account.disabled || account.id === session.id}
                popupMatchSelectWidth={false}
                options={ROLES.map((value) => ({ value, label: say(`role.${value}`) }))}
                onChange={(next) => void act("PATCH", `/api/staff/${account.id}`, { role: next })}
              />
            ),
          },
          { title: say("people.signedIn"), dataIndex: "signed_in_at", render: time },
          {
            title: say("people.actions"),
            key: "actions",
            render: (_, account) => (
              <Space wrap>
                <Button
                  size="small"
                  disabled={account.disabled}
                  onClick={() => void reset(account)}
                >
                  {say("people.link")}
                </Button>
                <Button
                  size="small"
                  onClick={() => void act("DELETE", `/api/staff/${account.id}/sessions`)}
                >
                  {say("people.signOut")}
                </Button>
                {account.disabled ? (
                  <Button
                    size="small"
                    onClick={() =>
                      void act("PATCH", `/api/staff/${account.id}`, { disabled: false })
                    }
                  >
                    {say("people.enable")}
                  </Button>
                ) : (
                  <Popconfirm
                    title={say("people.disableSure", { name: account.name })}
                    onConfirm={() =>
                      act("PATCH", `/api/staff/${account.id}`, { disabled: true })
                    }
                  >
                    <Button size="small" danger disabled={account.id === session.id}>
                      {say("people.disable")}
                    </Button>
                  </Popconfirm>
                )}
              </Space>
            ),
          },
        ]}
      />
      {inviting && (
        <Invite
          onClose={() => setInviting(false)}
          onInvited={(invited) => {
            setInviting(false);
            setLink({ name: invited.account.name, link: invited.link });
            again();
          }}
        />
      )}
      {link && <LinkShown name={link.name} link={link.link} onClose={() => setLink(null)} />}
    </>
  );
}
