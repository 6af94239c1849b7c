import { Modal } from "antd";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import type { Binding } from "./bindings";

/** Every key there is, for who may use it. */
export function Help({
  bindings,
  onClose,
}: {
  bindings: readonly Binding<string>[];
  onClose: () => void;
}) {
  const say = useWords();
  const { may } = useSession();
  return (
    <Modal open title={say("key.help")} footer={null} width={640} onCancel={onClose}>
      <dl className="staff-keys">
        {bindings.filter(({ acts }) => !acts || may("answer")).map((binding) => (
          <div key={binding.command}>
            <dt>
              {binding.shown.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{say(binding.does)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
