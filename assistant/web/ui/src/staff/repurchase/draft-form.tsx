import { Alert, Form, InputNumber, Modal } from "antd";
import { useState } from "react";
import { why } from "../session/call";
import { useWords } from "../words/use-words";
import type { Wanted } from "./use-batch";

type Values = Omit<Wanted, "catalog">;

const FIRST: Values = { within_days: 14, k: 3, least: 0.2 };

/** Who is to be written to, and about how much. */
export function DraftForm({
  catalog,
  begin,
  onClose,
}: {
  catalog: string;
  begin: (wanted: Wanted) => Promise<void>;
  onClose: () => void;
}) {
  const say = useWords();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState("");
  const send = async (values: Values) => {
    setBusy(true);
    try {
      await begin({ catalog, ...values });
      onClose();
    } catch (error) {
      setBusy(false);
      setFailed(why(error, say));
    }
  };
  return (
    <Modal
      open
      title={say("repurchase.draft.title")}
      okText={say("repurchase.draft.ok")}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={FIRST}
        requiredMark={false}
        onFinish={(values) => void send(values)}
      >
        <p className="repurchase-note">{say("repurchase.draft.note")}</p>
        <Form.Item
          name="within_days"
          label={say("repurchase.draft.within")}
          rules={[{ required: true }]}
        >
          <InputNumber min={1} max={365} precision={0} />
        </Form.Item>
        <Form.Item name="k" label={say("repurchase.draft.k")} rules={[{ required: true }]}>
          <InputNumber min={1} max={10} precision={0} />
        </Form.Item>
        <Form.Item
          name="least"
          label={say("repurchase.draft.least")}
          getValueProps={(value: number) => ({ value: Math.round(value * 100) })}
          normalize={(value: number | null) => (value === null ? null : value / 100)}
          rules={[{ required: true }]}
        >
          <InputNumber min={0} max={99} precision={0} suffix="%" />
        </Form.Item>
        {failed && <Alert type="error" showIcon title={failed} />}
      </Form>
    </Modal>
  );
}
