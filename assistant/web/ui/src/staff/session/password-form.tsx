import { App, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useWords } from "../words/use-words";
import { why } from "./call";
import { useSession } from "./session";

interface Chosen {
  old: string;
  fresh: string;
}

/** Change one's own password. */
export function PasswordForm({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const { message } = App.useApp();
  const { ask } = useSession();
  const [form] = Form.useForm<Chosen>();
  const [busy, setBusy] = useState(false);
  const change = async ({ old, fresh }: Chosen) => {
    setBusy(true);
    try {
      await ask("PUT", "/api/session/password", { old, new: fresh });
      // the session is another from now on, and so is its proof
      window.location.reload();
    } catch (error) {
      setBusy(false);
      void message.error(why(error, say));
    }
  };
  return (
    <Modal
      open
      title={say("account.password")}
      okText={say("account.change")}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" onFinish={(chosen) => void change(chosen)}>
        <Form.Item name="old" label={say("account.old")} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="fresh" label={say("account.new")} rules={[{ required: true, min: 8 }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
