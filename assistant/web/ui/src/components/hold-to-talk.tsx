import { AudioOutlined } from "@ant-design/icons";
import { App } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";
import { HoldOverlay } from "./hold-overlay";

/** A finger this far above the button calls the question off, in CSS pixels. */
const CALL_OFF = 80;

export function HoldToTalk() {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const { conversation, now } = useSession();
  const [off, setOff] = useState(false);
  const start = useRef<number | null>(null);
  const { microphone } = conversation;
  const held = now.microphone === "held";

  const hold = useCallback(() => {
    if (now.connection !== "open") {
      void message.info(t("voice.offline"));
      return;
    }
    setOff(false);
    void microphone.hold();
  }, [microphone, message, now.connection, t]);

  const release = useCallback(
    (send: boolean) => {
      start.current = null;
      if (!microphone.release(send) && send) void message.info(t("voice.tooShort"));
    },
    [microphone, message, t],
  );

  useSpaceBar(hold, release);

  return (
    <>
      <button
        type="button"
        className="hold"
        data-held={held}
        aria-label={t("voice.holdHint")}
        aria-pressed={held}
        title={`${t("voice.holdHint")} · ${t("voice.holdKey")}`}
        onContextMenu={(event) => event.preventDefault()}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = event.clientY;
          hold();
        }}
        onPointerMove={(event) => {
          if (start.current !== null) setOff(start.current - event.clientY > CALL_OFF);
        }}
        onPointerUp={() => release(!off)}
        onPointerCancel={() => release(false)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.repeat) return;
          event.preventDefault();
          hold();
        }}
        onKeyUp={(event) => {
          if (event.key === "Enter") release(true);
        }}
        onBlur={() => release(false)}
      >
        <AudioOutlined aria-hidden="true" />
        <span>{t("voice.hold")}</span>
      </button>
      {(held || now.microphone === "waiting") &&
        createPortal(<HoldOverlay off={off} held={held} />, document.body)}
    </>
  );
}

/** The space bar holds too, wherever nothing else wants it. */
function useSpaceBar(hold: () => void, release: (send: boolean) => void): void {
  const down = useRef(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.code !== "Space" || event.repeat || wantsSpace(event.target)) return;
      event.preventDefault();
      down.current = true;
      hold();
    };
    const letGo = (event: KeyboardEvent) => {
      if (event.code !== "Space" || !down.current) return;
      down.current = false;
      release(true);
    };
    window.addEventListener("keydown", press);
    window.addEventListener("keyup", letGo);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("keyup", letGo);
    };
  }, [hold, release]);
}

function wantsSpace(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const control = target.closest("input, textarea, select, button, a, [contenteditable]");
  return control !== null && !control.classList.contains("hold");
}
