import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";
import { AiMark } from "./ai-mark";
import { Logo } from "./logo";
import { Waveform } from "./waveform";

/** Xiaoer itself: there, listening, looking something up, or speaking. */
export function Presence() {
  const { t } = useLanguage();
  const { conversation, now, room } = useSession();
  const quiet = now.phase === "idle";
  const by = room.answered_by;
  const handsFree = quiet && now.microphone === "open";
  const state =
    quiet && by !== "assistant"
      ? t(`answeredBy.${by}`)
      : t(handsFree ? "state.handsFree" : `state.${now.phase}`);
  return (
    <div className="presence" data-phase={now.phase}>
      <span className="face">
        <Logo size={40} />
      </span>
      <span className="presence-words">
        <strong>
          {t(by === "staff" ? "mark.staff" : "app.name")} {by !== "staff" && <AiMark />}
        </strong>
        <span role="status">{state}</span>
      </span>
      <Waveform />
      {now.phase === "speaking" && (
        <Button
          type="text"
          size="small"
          shape="circle"
          icon={<CloseOutlined />}
          aria-label={t("state.hush")}
          title={t("state.hush")}
          onClick={() => conversation.hush()}
        />
      )}
    </div>
  );
}
