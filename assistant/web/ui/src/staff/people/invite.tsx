import { Radio } from "antd";
import { ROLES } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { NamedRoleForm } from "./named-role-form";
import type { Invited } from "./wire";

export function Invite({
  onClose,
  onInvited,
}: {
  onClose: () => void;
  onInvited: (invited: Invited) => void;
}) {
  const say = useWords();
  const { ask } = useSession();
  return (
    <NamedRoleForm
      title="people.invite"
      okText="people.inviteOk"
      nameLabel="people.name"
      first="agent"
      roles={
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
      }
      send={async (whom) => onInvited(await ask<Invited>("POST", "/api/staff", whom))}
      onClose={onClose}
    />
  );
}
