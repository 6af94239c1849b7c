import { PauseCircleFilled, PlayCircleFilled, StopOutlined } from "@ant-design/icons";
import { App, Button, Tag } from "antd";
import { useCallback } from "react";
import { why } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { useLooked } from "./use-looked";
import type { Switch } from "./wire";

const LOOKS_MS = 1_000;

/** Whether the assistant is silent in all rooms; who may, silences it or lets it speak again. */
export function KillSwitch() {
  const say = useWords();
  const { message, modal } = App.useApp();
  const { ask, may } = useSession();
  const look = useCallback(() => ask<Switch>("GET", "/api/conduct"), [ask]);
  const { seen, put } = useLooked(look, LOOKS_MS);
  if (!seen) return null;
  const set = async (stopped: boolean) => {
    try {
      put(await ask<Switch>("PUT", "/api/conduct", { stopped }));
    } catch (error) {
      void message.error(why(error, say));
    }
  };
  const confirm = () =>
    void modal.confirm({
      title: say(seen.stopped ? "switch.goOnSure" : "switch.stopSure"),
      content: say(seen.stopped ? "switch.goOnTold" : "switch.stopTold"),
      okText: say(seen.stopped ? "switch.goOn" : "switch.stop"),
      okButtonProps: { danger: !seen.stopped },
      onOk: () => set(!seen.stopped),
    });
  return (
    <span className="kill-switch" role="status">
      {seen.stopped && (
        <Tag color="red" variant="solid" icon={<PauseCircleFilled />}>
          {seen.by ? say("switch.stoppedBy", { name: seen.by }) : say("switch.stopped")}
        </Tag>
      )}
      {may("conduct") && (
        <Button
          danger={!seen.stopped}
          type={seen.stopped ? "primary" : "default"}
          icon={seen.stopped ? <PlayCircleFilled /> : <StopOutlined />}
          aria-label={say(seen.stopped ? "switch.goOn" : "switch.stopAll")}
          onClick={confirm}
        >
          <span className="kill-switch-words">{say(seen.stopped ? "switch.goOn" : "switch.stopAll")}</span>
        </Button>
      )}
    </span>
  );
}
