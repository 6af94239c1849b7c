import { PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, Modal, Popconfirm, Table, Tag, Typography } from "antd";
import { useState } from "react";
import { useLanguage } from "../../i18n/language";
import { why, type Role } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { NewKeyForm } from "./new-key-form";
import { useList } from "./use-list";
import type { Key } from "./wire";

/** API keys: one's own, for admins everybody's. */
export function Keys() {
  const say = useWords();
  const { language } = useLanguage();
  const { message } = App.useApp();
  const { ask } = useSession();
  const { list, failed, again } = useList<Key>("/api/keys");
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState("");
  const revoke = async (key: Key) => {
    try {
      await ask("DELETE", `/api/keys/${key.id}`);
    } catch (error) {
      void message.error(why(error, say));
    }
    again();
  };
  const time = (at: string | null) => (at ? new Date(at).toLocaleString(language) : "–");
  return (
    <>
      <div className="people-bar">
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
          {say("keys.make")}
        </Button>
      </div>
      {failed && <Alert type="error" showIcon title={failed} />}
      <Table<Key>
        rowKey="id"
        loading={!list && !failed}
        dataSource={list ?? []}
        pagination={false}
        scroll={{ x: 760 }}
        columns={[
          { title: say("keys.name"), dataIndex: "name" },
          {
            title: say("keys.key"),
            dataIndex: "start",
            render: (start: string) => <code>{start}…</code>,
          },
          {
            title: say("people.role"),
            dataIndex: "role",
            render: (role: Role) => say(`role.${role}`),
          },
          { title: say("keys.owner"), dataIndex: "owner" },
          { title: say("keys.used"), dataIndex: "used_at", render: time },
          {
            title: say("people.actions"),
            key: "actions",
            render: (_, key) =>
              key.revoked_at ? (
                <Tag>{say("keys.revoked")}</Tag>
              ) : (
                <Popconfirm
                  title={say("keys.revokeSure", { name: key.name })}
                  onConfirm={() => revoke(key)}
                >
                  <Button size="small" danger>
                    {say("keys.revoke")}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
      />
      {making && (
        <NewKeyForm
          onClose={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false);
            setMade(key);
            again();
          }}
        />
      )}
      {made && (
        <Modal open title={say("keys.made")} footer={null} onCancel={() => setMade("")}>
          <p>{say("keys.once")}</p>
          <Typography.Paragraph copyable code className="secret">
            {made}
          </Typography.Paragraph>
        </Modal>
      )}
    </>
  );
}
