import { Select } from "antd";
import { ROLES } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { NamedRoleForm } from "./named-role-form";
import type { NewKey } from "./wire";

export function NewKeyForm({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (key: string) => void;
}) {
  const say = useWords();
  const { session, ask } = useSession();
  const own = ROLES.slice(0, ROLES.indexOf(session.role ?? "viewer") + 1);
  return (
    <NamedRoleForm
      title="keys.make"
      okText="keys.makeOk"
      nameLabel="keys.name"
      first={own[own.length - 1]}
      roles={<Select options={own.map((value) => ({ value, label: say(`role.${value}`) }))} />}
      send={async (wanted) => onMade((await ask<NewKey>("POST", "/api/keys", wanted)).key)}
      onClose={onClose}
    />
  );
}
