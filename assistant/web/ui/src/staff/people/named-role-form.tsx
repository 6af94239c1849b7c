import { App, Form, Input, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { why, type Role } from "../session/call";
import { useWords } from "../words/use-words";
import type { Key } from "../words/zh";

export interface NamedRole {
  name: string;
  role: Role;
}

/** A name and a role, of somebody or of a key; what is refused is said, and can be sent again. */
export function NamedRoleForm({
  title,
  okText,
  nameLabel,
  first,
  roles,
  send,
  onClose,
}: {
  title: Key;
  okText: Key;
  nameLabel: Key;
  first: Role | undefined;
  /** How the role is chosen. */
  roles: ReactNode;
  send: (wanted: NamedRole) => Promise<void>;
  onClose: () => void;
}) {
  const say = useWords();
  const { message } = App.useApp();
  const [form] = Form.useForm<NamedRole>();
  const [busy, setBusy] = useState(false);
  const finish = async (wanted: NamedRole) => {
    setBusy(true);
    try {
      await send(wanted);
    } catch (error) {
      setBusy(false);
      void message.error(why(error, say));
    }
  };
  return (
    <Modal
      open
      title={say(title)}
      okText={say(okText)}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ role: first }}
        onFinish={(wanted) => void finish(wanted)}
      >
        <Form.Item
          name="name"
          label={say(nameLabel)}
          rules={[{ required: true, message: say("signIn.nameNeeded") }]}
        >
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={say("people.role")}>
          {roles}
        </Form.Item>
      </Form>
    </Modal>
  );
}
