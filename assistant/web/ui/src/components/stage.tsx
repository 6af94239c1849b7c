import { SoundOutlined } from "@ant-design/icons";
import { useLanguage } from "../i18n/language";
import { answerText, type AnswerEntry } from "../room/entries";
import { useSession } from "../shell/session";
import { HostLine } from "./host-line";
import { Picture } from "./picture";
import { Presence } from "./presence";

/** Where the video will be: until then the product on air, and Xiaoer talking about it. */
export function Stage() {
  const { t } = useLanguage();
  const { room, view, conversation, now } = useSession();
  const card = room.on_air;
  const spoken = now.phase === "speaking" ? ownLatest(view.entries) : undefined;
  const words = now.phase === "listening" ? now.hearing : spoken ? answerText(spoken) : "";

  return (
    <section className="stage" aria-label={t("stage.label")} data-phase={now.phase}>
      {card && (
        <div className="backdrop" aria-hidden="true" key={`${card.handle}-backdrop`}>
          <Picture src={card.image} alt="" />
        </div>
      )}
      <HostLine />
      <div className="show">
        {card ? (
          <div className="floating" key={card.handle}>
            <Picture src={card.image} alt={card.title} />
          </div>
        ) : (
          <p className="no-on-air">{t("stage.noOnAir")}</p>
        )}
      </div>
      <div className="stage-foot">
        {words && (
          <p className="caption" aria-hidden="true">
            {words}
          </p>
        )}
        <Presence />
        {!now.sounding && !now.muted && (
          <button
            type="button"
            className="sound-hint"
            onClick={() => void conversation.player.unlock()}
          >
            <SoundOutlined aria-hidden="true" /> {t("app.tapForSound")}
          </button>
        )}
      </div>
    </section>
  );
}

function ownLatest(entries: readonly { kind: string }[]): AnswerEntry | undefined {
  return entries.findLast(
    (entry): entry is AnswerEntry => entry.kind === "answer" && (entry as AnswerEntry).own,
  );
}
