import { DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Empty, Form, Input, Modal, Popconfirm, Select, Tag } from "antd";
import { useState } from "react";
import { why } from "../../session/call";
import { useSession } from "../../session/session";
import { useWords } from "../../words/use-words";
import { LANGUAGES, type Canned, type CannedList } from "../wire";

interface Typed {
  title: string;
  shortcut?: number;
  texts: Partial<Record<string, string>>;
}

/** The canned replies: add, change, remove. */
export function CannedModal({
  list,
  onChanged,
  onClose,
}: {
  list: CannedList;
  onChanged: () => void;
  onClose: () => void;
}) {
  const say = useWords();
  const { message } = App.useApp();
  const { ask } = useSession();
  const [at, setAt] = useState<Canned | "new" | null>(null);
  const [form] = Form.useForm<Typed>();
  const attempt = async (done: Promise<unknown>) => {
    try {
      await done;
      onChanged();
      setAt(null);
    } catch (error) {
      void message.error(why(error, say));
    }
  };
  const save = ({ title, shortcut, texts }: Typed) => {
    const said = Object.fromEntries(Object.entries(texts).filter(([, text]) => text?.trim()));
    const body = { title, shortcut: shortcut ?? null, texts: said };
    const path = at === "new" || at === null ? "" : `/${at.id}`;
    void attempt(ask(path ? "PUT" : "POST", `/api/review/replies${path}`, body));
  };
  return (
    <Modal
      open
      title={say("canned.title")}
      width={640}
      footer={at === null ? null : undefined}
      okText={say("review.save")}
      onOk={form.submit}
      onCancel={() => (at === null ? onClose() : setAt(null))}
    >
      {at === null ? (
        <>
          <ul className="review-canned">
            {list.replies.map((reply) => (
              <li key={reply.id}>
                <Tag>{reply.shortcut ? `Alt+${reply.shortcut}` : "–"}</Tag>
                <span>
                  <b>{reply.title}</b>
                  <small>{Object.values(reply.texts)[0]}</small>
                </span>
                <Button
                  type="text"
                  icon={<EditOutlined />}
                  aria-label={`${say("review.edit")}: ${reply.title}`}
                  onClick={() => setAt(reply)}
                />
                <Popconfirm
                  title={say("canned.removeSure", { title: reply.title })}
                  onConfirm={() => attempt(ask("DELETE", `/api/review/replies/${reply.id}`))}
                >
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={`${say("review.remove")}: ${reply.title}`}
                  />
                </Popconfirm>
              </li>
            ))}
          </ul>
          {list.replies.length === 0 && (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("canned.none")} />
          )}
          <Button type="dashed" block icon={<PlusOutlined />} onClick={() => setAt("new")}>
            {say("canned.add")}
          </Button>
        </>
      ) : (
        <Form<Typed>
          form={form}
          layout="vertical"
          initialValues={
            at === "new"
              ? { texts: {} }
              : { title: at.title, shortcut: at.shortcut ?? undefined, texts: at.texts }
          }
          onFinish={save}
        >
          <Form.Item name="title" label={say("canned.name")} rules={[{ required: true }]}>
            <Input autoFocus maxLength={128} />
          </Form.Item>
          <Form.Item name="shortcut" label={say("canned.shortcut")}>
            <Select
              allowClear
              options={[1, 2, 3, 4, 5, 6, 7, 8, 9].map((value) => ({
                value,
                label: `Alt+${value}`,
              }))}
            />
          </Form.Item>
          {LANGUAGES.map((language) => (
            <Form.Item
              key={language}
              name={["texts", language]}
              label={say(`tongue.${language}`)}
              hidden={language !== "zh" && language !== "en" && at !== "new" && !at.texts[language]}
            >
              <Input.TextArea maxLength={2000} autoSize={{ minRows: 1, maxRows: 5 }} />
            </Form.Item>
          ))}
          <small>
            {say("canned.variables")} {list.variables.map((name) => `{${name}}`).join(" ")}
          </small>
        </Form>
      )}
    </Modal>
  );
}
