import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { call, why } from "../session/call";
import { useWords } from "../words/use-words";

interface Typed {
  name: string;
  password: string;
}

export function NameForm({ onDone }: { onDone: () => void }) {
  const say = useWords();
  const [failed, setFailed] = useState("");
  const [busy, setBusy] = useState(false);
  const signIn = async (typed: Typed) => {
    setBusy(true);
    try {
      await call("POST", "/api/session", { body: typed });
      onDone();
    } catch (error) {
      setFailed(why(error, say));
      setBusy(false);
    }
  };
  return (
    <Form<Typed>
      layout="vertical"
      size="large"
      requiredMark={false}
      onFinish={(typed) => void signIn(typed)}
    >
      {failed && <Alert type="error" showIcon role="alert" title={failed} />}
      <Form.Item
        name="name"
        label={say("signIn.name")}
        rules={[{ required: true, message: say("signIn.nameNeeded") }]}
      >
        <Input prefix={<UserOutlined />} autoComplete="username" autoFocus />
      </Form.Item>
      <Form.Item
        name="password"
        label={say("signIn.password")}
        rules={[{ required: true, message: say("signIn.passwordNeeded") }]}
      >
        <Input.Password prefix={<LockOutlined />} autoComplete="current-password" />
      </Form.Item>
      <Button block type="primary" htmlType="submit" loading={busy}>
        {say("signIn.submit")}
      </Button>
    </Form>
  );
}
