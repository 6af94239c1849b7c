import { DownOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useLayoutEffect, useRef, useState } from "react";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";
import { AnswerBubble } from "./answer-bubble";
import { CommentBubble } from "./comment-bubble";

/** Nearer to the end than this counts as being at it. */
const NEAR = 60;

/** Comments and answers as they come; it follows the newest until the viewer scrolls back. */
export function Stream() {
  const { t } = useLanguage();
  const { view } = useSession();
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [behind, setBehind] = useState(false);

  const toEnd = () => {
    const element = box.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    following.current = true;
    setBehind(false);
  };

  // Growth of any kind (an entry, a sentence, a picture) keeps the newest in sight.
  useLayoutEffect(() => {
    const element = content.current;
    if (!element) return;
    const watch = new ResizeObserver(() => {
      if (following.current) toEnd();
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (following.current) toEnd();
    else setBehind(true);
  }, [view.arrived]);

  // Who asks wants to see the answer, wherever they had scrolled to.
  const asked = view.entries.findLast((entry) => entry.kind === "comment" && entry.own)?.key;
  useLayoutEffect(() => {
    if (asked) toEnd();
  }, [asked]);

  return (
    <div className="stream">
      <div
        className="stream-scroll"
        ref={box}
        tabIndex={0}
        role="log"
        aria-label={t("stream.label")}
        aria-live="polite"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < NEAR;
          if (following.current) setBehind(false);
        }}
      >
        <div className="stream-content" ref={content}>
          <p className="welcome">{t("stream.empty")}</p>
          {view.entries.map((entry) =>
            entry.kind === "comment" ? (
              <CommentBubble entry={entry} key={entry.key} />
            ) : (
              <AnswerBubble
                entry={entry}
                key={entry.key}
                onFold={() => {
                  // Opening the facts must not push what was read out of sight.
                  following.current = false;
                }}
              />
            ),
          )}
        </div>
      </div>
      {behind && (
        <Button size="small" shape="round" className="newer" icon={<DownOutlined />} onClick={toEnd}>
          {t("stream.newer")}
        </Button>
      )}
    </div>
  );
}
