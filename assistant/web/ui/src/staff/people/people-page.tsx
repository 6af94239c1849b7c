import { Card, Tabs } from "antd";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { Accounts } from "./accounts";
import { AuditLog } from "./audit-log";
import { Keys } from "./keys";

/** Who is of staff, the keys of programs, and the log of what was done. */
export function PeoplePage() {
  const say = useWords();
  const { may } = useSession();
  const tabs = [
    { key: "accounts", right: "staff", label: say("people.accounts"), children: <Accounts /> },
    { key: "keys", right: "keys", label: say("people.keys"), children: <Keys /> },
    { key: "audit", right: "audit", label: say("people.audit"), children: <AuditLog /> },
  ];
  return (
    <main className="people">
      <h1>{say("people.title")}</h1>
      <Card size="small">
        <Tabs
          destroyOnHidden
          items={tabs
            .filter(({ right }) => may(right))
            .map(({ key, label, children }) => ({ key, label, children }))}
        />
      </Card>
    </main>
  );
}
