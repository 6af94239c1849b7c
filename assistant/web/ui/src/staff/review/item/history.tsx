import { Timeline } from "antd";
import { useLanguage } from "../../../i18n/language";
import { isWord, useWords } from "../../words/use-words";
import type { ActionShown, Sent } from "../wire";

/** What staff did, newest first, with what became of it. */
export function History({ actions }: { actions: readonly ActionShown[] }) {
  const say = useWords();
  const { language } = useLanguage();
  if (actions.length === 0) return null;
  const did = (kind: string) => {
    const key = `did.${kind}`;
    return isWord(key) ? say(key) : kind;
  };
  return (
    <section className="review-history" aria-label={say("review.history")}>
      <h3>{say("review.history")}</h3>
      <Timeline
        items={[...actions].reverse().map((action) => ({
          key: action.action_id,
          content: (
            <>
              <b>{action.by.name || action.by.id}</b> {did(action.kind)}
              <small> {new Date(action.at).toLocaleTimeString(language)}</small>
              <Words detail={action.detail} />
              {action.sent.tell && <Became what="tell" sent={action.sent.tell} />}
              {action.sent.learn && <Became what="learn" sent={action.sent.learn} />}
            </>
          ),
        }))}
      />
    </section>
  );
}

function Words({ detail }: { detail: ActionShown["detail"] }) {
  const said = [detail.text, detail.reason, detail.tag].find(
    (one): one is string => typeof one === "string" && one !== "",
  );
  return said === undefined ? null : <p>{said}</p>;
}

function Became({ what, sent }: { what: "tell" | "learn"; sent: Sent }) {
  const say = useWords();
  const is = { waiting: "waiting", done: "answered", withdrawn: "dismissed" } as const;
  return (
    <span title={sent.error || undefined}>
      <span className="review-standing" data-is={is[sent.state]}>
        {say(`sent.${what}.${sent.state}`)}
      </span>
      {sent.state === "waiting" && sent.error && <small role="note">{sent.error}</small>}
    </span>
  );
}
