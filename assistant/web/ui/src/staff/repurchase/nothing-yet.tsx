import { FormOutlined } from "@ant-design/icons";
import { Button, Empty } from "antd";
import { useWords } from "../words/use-words";

/** What to do where no message was ever drafted. */
export function NothingYet({
  catalog,
  onDraft,
}: {
  catalog: string;
  /** Null for who may not draft. */
  onDraft: (() => void) | null;
}) {
  const say = useWords();
  return (
    <Empty className="repurchase-empty" description={say("repurchase.empty")}>
      <ol>
        <li>
          {say("repurchase.empty.load")}
          <code>xiaoer customers load purchases.csv --catalog {catalog}</code>
        </li>
        <li>{say(onDraft ? "repurchase.empty.draft" : "repurchase.empty.ask")}</li>
      </ol>
      {onDraft && (
        <Button type="primary" icon={<FormOutlined />} onClick={onDraft}>
          {say("repurchase.draft")}
        </Button>
      )}
    </Empty>
  );
}
