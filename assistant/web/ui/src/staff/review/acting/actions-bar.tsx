import {
  CheckOutlined,
  CloseOutlined,
  EditOutlined,
  FlagOutlined,
  MessageOutlined,
  RollbackOutlined,
  TagOutlined,
  UserAddOutlined,
  UserSwitchOutlined,
} from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../../words/use-words";
import type { Command } from "../keys";
import type { Item } from "../wire";

/** What can be done about an item, each with its key. */
export function ActionsBar({
  item,
  taken,
  busy,
  onCommand,
}: {
  item: Item;
  /** Whether the viewer is taken over; null where they have no name. */
  taken: boolean | null;
  busy: boolean;
  onCommand: (command: Command) => void;
}) {
  const say = useWords();
  const button = (
    command: Command,
    icon: ReactNode,
    label: string,
    key: string,
    type: "primary" | "default" | "text" = "text",
  ) => (
    <Button
      key={command}
      type={type}
      icon={icon}
      disabled={busy}
      title={label}
      onClick={() => onCommand(command)}
    >
      <span className="review-action-name">{label}</span>
      <kbd>{key}</kbd>
    </Button>
  );
  const open = item.state === "open";
  const approvable = !item.untold || item.answer !== "";
  const right = item.outcome === "answered" || (item.untold && item.answer !== "");
  return (
    <footer className="review-actions">
      {open &&
        approvable &&
        button(
          "approve",
          <CheckOutlined />,
          say("review.approve"),
          "A",
          right ? "primary" : "default",
        )}
      {open &&
        button(
          "edit",
          <EditOutlined />,
          say(right ? "review.edit" : "review.answer"),
          "E",
          right ? "default" : "primary",
        )}
      {open && button("dismiss", <CloseOutlined />, say("review.dismiss"), "X", "default")}
      {!open && button("reopen", <RollbackOutlined />, say("review.reopen"), "Z", "primary")}
      <i className="review-actions-gap" />
      {button("note", <MessageOutlined />, say("review.note"), "N")}
      {button("tag", <TagOutlined />, say("review.tag"), "T")}
      {button("assign", <UserAddOutlined />, say("review.assign"), "G")}
      {button("escalate", <FlagOutlined />, say("review.escalate"), "!")}
      {taken !== null &&
        button(
          "takeOver",
          <UserSwitchOutlined />,
          say(taken ? "conduct.giveBack" : "review.takeOver"),
          "O",
        )}
    </footer>
  );
}
