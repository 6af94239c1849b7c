import { App, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { ROLES, why, type Role } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import type { NewKey } from "./wire";

export function NewKeyForm({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (key: string) => void;
}) {
  const say = useWords();
  const { message } = App.useApp();
  const { session, ask } = useSession();
  const [form] = Form.useForm<{ name: string; role: Role }>();
  const [busy, setBusy] = useState(false);
  const own = ROLES.slice(0, ROLES.indexOf(session.role ?? "viewer") + 1);
  const make = async (wanted: { name: string; role: Role }) => {
    setBusy(true);
    try {
      onMade((await ask<NewKey>("POST", "/api/keys", wanted)).key);
    } catch (error) {
      setBusy(false);
      void message.error(why(error, say));
    }
  };
  return (
    <Modal
      open
      title={say("keys.make")}
      okText={say("keys.makeOk")}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ role: own[own.length - 1] }}
        onFinish={(wanted) => void make(wanted)}
      >
        <Form.Item
          name="name"
          label={say("keys.name")}
          rules={[{ required: true, message: say("signIn.nameNeeded") }]}
        >
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={say("people.role")}>
          <Select options={own.map((value) => ({ value, label: say(`role.${value}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
