import { App, Form, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { ROLES, why, type Role } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import type { Invited } from "./wire";

interface Invitation {
  name: string;
  role: Role;
}

export function Invite({
  onClose,
  onInvited,
}: {
  onClose: () => void;
  onInvited: (invited: Invited) => void;
}) {
  const say = useWords();
  const { message } = App.useApp();
  const { ask } = useSession();
  const [form] = Form.useForm<Invitation>();
  const [busy, setBusy] = useState(false);
  const invite = async (whom: Invitation) => {
    setBusy(true);
    try {
      onInvited(await ask<Invited>("POST", "/api/staff", whom));
    } catch (error) {
      setBusy(false);
      void message.error(why(error, say));
    }
  };
  return (
    <Modal
      open
      title={say("people.invite")}
      okText={say("people.inviteOk")}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ role: "agent" }}
        onFinish={(whom) => void invite(whom)}
      >
        <Form.Item
          name="name"
          label={say("people.name")}
          rules={[{ required: true, message: say("signIn.nameNeeded") }]}
        >
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={say("people.role")}>
          <Radio.Group
            className="roles"
            options={ROLES.map((value) => ({
              value,
              label: (
                <>
                  <b>{say(`role.${value}`)}</b>
                  <small>{say(`role.${value}.may`)}</small>
                </>
              ),
            }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
