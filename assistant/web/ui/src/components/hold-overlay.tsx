import { useEffect, useRef } from "react";
import { useLanguage } from "../i18n/language";
import { useLayout } from "../shell/layout";
import { useSession } from "../shell/session";

/** What a viewer sees while holding: that they are heard, how loud, and how to call it off. */
export function HoldOverlay({ off, held }: { off: boolean; held: boolean }) {
  const { t } = useLanguage();
  const layout = useLayout();
  const { conversation, now } = useSession();
  const meter = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    let frame = 0;
    const draw = () => {
      meter.current?.style.setProperty("--level", conversation.microphone.level.toFixed(3));
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [conversation]);

  const hint = off
    ? t("voice.cancel")
    : t(layout === "phone" ? "voice.release" : "voice.releaseKey");
  return (
    <div className="hold-overlay" data-off={off} role="status">
      <span className="hold-meter" ref={meter} aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
        <i />
      </span>
      <p>{held ? now.hearing || t("state.listening") : t("voice.waiting")}</p>
      {held && <small>{hint}</small>}
    </div>
  );
}
