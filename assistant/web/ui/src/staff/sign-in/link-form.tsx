import { Alert, Button, Form, Input, Skeleton } from "antd";
import { useEffect, useState } from "react";
import { call, why } from "../session/call";
import { SIGN_IN } from "../session/paths";
import { useWords } from "../words/use-words";

interface Chosen {
  name?: string;
  password: string;
}

/** Choose a password with a link that works once; the first admin chooses a name too. */
export function LinkForm({ link, onDone }: { link: string; onDone: () => void }) {
  const say = useWords();
  const [name, setName] = useState<string | null>(null);
  const [failed, setFailed] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    call<{ name: string }>("POST", "/api/session/link", { body: { link } }).then(
      (found) => setName(found.name),
      (error: unknown) => setFailed(why(error, say)),
    );
  }, [link, say]);
  const use = async (chosen: Chosen) => {
    setBusy(true);
    try {
      await call("POST", "/api/session/link/use", {
        body: { link, password: chosen.password, name: chosen.name ?? "" },
      });
      onDone();
    } catch (error) {
      setFailed(why(error, say));
      setBusy(false);
    }
  };
  const told = failed && <Alert type="error" showIcon role="alert" title={failed} />;
  if (name === null) {
    return (
      <>
        {told || <Skeleton active />}
        {failed && (
          <Button block href={SIGN_IN} className="sign-in-other">
            {say("signIn.title")}
          </Button>
        )}
      </>
    );
  }
  return (
    <Form<Chosen>
      layout="vertical"
      size="large"
      requiredMark={false}
      onFinish={(chosen) => void use(chosen)}
    >
      <p>{name ? say("signIn.hello", { name }) : say("signIn.first")}</p>
      {told}
      {name === "" && (
        <Form.Item
          name="name"
          label={say("signIn.name")}
          rules={[{ required: true, message: say("signIn.nameNeeded") }]}
        >
          <Input autoComplete="username" autoFocus maxLength={64} />
        </Form.Item>
      )}
      <Form.Item
        name="password"
        label={say("signIn.password")}
        rules={[{ required: true, message: say("signIn.passwordNeeded") }]}
      >
        <Input.Password autoComplete="new-password" autoFocus={name !== ""} />
      </Form.Item>
      <Form.Item
        name="again"
        label={say("signIn.again")}
        dependencies={["password"]}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue("password")
                ? Promise.resolve()
                : Promise.reject(new Error(say("signIn.different"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button block type="primary" htmlType="submit" loading={busy}>
        {say("signIn.use")}
      </Button>
    </Form>
  );
}
