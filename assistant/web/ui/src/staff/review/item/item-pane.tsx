import { SoundOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Empty, Skeleton, Tag } from "antd";
import type { ReactNode, RefObject } from "react";
import { useLanguage } from "../../../i18n/language";
import { nameOf } from "../../figures/options";
import { useSession } from "../../session/session";
import { useWords } from "../../words/use-words";
import { Sla, Standing } from "../list/row";
import type { Item, ReviewedAnswer, Whole } from "../wire";
import { Evidence } from "./evidence";
import { History } from "./history";
import { Timings } from "./timings";

/** A question with all that is known of it. */
export function ItemPane({
  item,
  whole,
  failed,
  me,
  colleague,
  sound,
  onUntag,
  children,
}: {
  item: Item;
  whole: Whole | null;
  failed: string;
  me: string;
  colleague: string;
  /** The sound that the key plays. */
  sound: RefObject<HTMLAudioElement | null>;
  /** Null for who may not. */
  onUntag: ((tag: string) => void) | null;
  /** What is done about it. */
  children: ReactNode;
}) {
  const say = useWords();
  const { language } = useLanguage();
  const { may } = useSession();
  // a voice tells who speaks: not for who may not know
  const heard = may("personal") && whole?.answers.find((answer) => answer.has_sound)?.answer_id;
  return (
    <article className="review-item" aria-label={say("review.item", { id: item.id })}>
      <header>
        <div className="review-item-tags">
          {item.escalated && <Tag color="purple">{say("review.escalated")}</Tag>}
          {item.forced && <Tag color="red">{say("review.forcedBy", { word: item.forced })}</Tag>}
          <Standing item={item} />
          <Sla item={item} />
          {item.tags.map((tag) => (
            <Tag
              key={tag}
              closable={onUntag !== null}
              onClose={(event) => {
                event.preventDefault();
                onUntag?.(tag);
              }}
            >
              {tag}
            </Tag>
          ))}
          <small>#{item.id}</small>
        </div>
        <h2>{item.question}</h2>
        <p className="review-item-who">
          {item.viewer || say("review.anonymous")}
          {item.askers > 1 && ` · ${say("review.askers", { count: item.askers })}`}
          {` · ${item.room} · ${item.title || say("lacking.shop")}`}
          {` · ${new Date(item.asked_at).toLocaleTimeString(language)}`}
        </p>
        <p className="review-item-who">
          {colleague && <span>{say("review.assignedTo", { name: colleague })}</span>}
          {item.claim && (
            <span data-mine={item.claim.by === me} className="review-held">
              {say("review.heldBy", {
                name: item.claim.by === me ? say("review.you") : item.claim.name || item.claim.by,
                until: new Date(item.claim.until).toLocaleTimeString(language),
              })}
            </span>
          )}
          {item.settled_by && (
            <span>
              {say("review.settledBy", {
                name: item.settled_by,
                state: say(`review.state.${item.state}`),
              })}
            </span>
          )}
        </p>
      </header>
      <div className="review-item-body">
        {failed && <Alert type="error" showIcon title={failed} />}
        {heard && (
          <div className="review-sound">
            <SoundOutlined aria-hidden="true" />
            <audio
              ref={sound}
              key={heard}
              controls
              preload="none"
              aria-label={say("review.sound")}
              src={`/api/review/answers/${encodeURIComponent(heard)}/sound`}
            />
          </div>
        )}
        {item.told && (
          <Card size="small" title={say("review.told")} className="review-told">
            <p>{item.told}</p>
          </Card>
        )}
        {!whole && !failed && <Skeleton active />}
        {whole?.answers.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("review.noAnswers")} />
        )}
        {whole?.answers.map((answer, place) => (
          <Answer
            key={answer.answer_id}
            answer={answer}
            item={item}
            newest={place === 0}
          />
        ))}
        {whole && <History actions={whole.actions} />}
      </div>
      {children}
    </article>
  );
}

function Answer({ answer, item, newest }: { answer: ReviewedAnswer; item: Item; newest: boolean }) {
  const say = useWords();
  const { language } = useLanguage();
  const at = new Date(answer.at).toLocaleTimeString(language);
  const changes = answer.question.corrections ?? [];
  const who = `${answer.viewer || say("review.anonymous")} · ${at}`;
  const title = newest && item.untold ? say("review.draft") : say(`outcome.${answer.outcome}`);
  const inside = (
    <>
      <p className="review-asked">
        {answer.question.text !== item.question && <q>{answer.question.text}</q>}
        {answer.question.source === "voice" && <Tag>{say("review.byVoice")}</Tag>}
        {changes.map(({ heard, meant }) => (
          <Tag key={`${heard} ${meant}`} color="blue">
            {say("review.heardAs", { heard, meant })}
          </Tag>
        ))}
      </p>
      <p className="review-answer">{answer.text || say("review.silent")}</p>
      <Evidence answer={answer} />
      {newest && (
        <dl className="review-understood">
          <dt>{say("review.kind")}</dt>
          <dd>{nameOf(answer.kind || item.kind, say) || "–"}</dd>
          <dt>{say("lacking.product")}</dt>
          <dd>{item.title || say("lacking.shop")}</dd>
          <dt>{say("review.confidence")}</dt>
          <dd>{Math.round(item.confidence * 100)}%</dd>
          <dt>{say("review.composer")}</dt>
          <dd>{say(`review.composer.${answer.composer}`)}</dd>
        </dl>
      )}
      <Timings answer={answer} />
    </>
  );
  if (newest) {
    return (
      <Card size="small" title={title} extra={who} className="review-newest">
        {inside}
      </Card>
    );
  }
  return (
    <details className="review-older">
      <summary>
        {title} · {who} · {answer.text}
      </summary>
      {inside}
    </details>
  );
}

/** While nothing is selected. */
export function NoItem({ onHelp }: { onHelp: () => void }) {
  const say = useWords();
  return (
    <div className="review-none">
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("review.choose")} />
      <Button type="link" onClick={onHelp}>
        {say("key.help")} (?)
      </Button>
    </div>
  );
}
