import { TeamOutlined } from "@ant-design/icons";
import { memo } from "react";
import { isKey, useLanguage } from "../i18n/language";
import { grounds } from "../room/grounds";
import type { FactCard as Card } from "../room/wire";
import { AiMark } from "./ai-mark";
import { FactList } from "./answer-facts";
import { Foundation } from "./foundation";
import { Logo } from "./logo";

/** What Xiaoer tells the room unasked: of what it is, a line a fact, and, folded, what it rests on. */
export const FactCard = memo(function FactCard({
  card,
  onFold,
}: {
  card: Card;
  onFold: () => void;
}) {
  const { t, count } = useLanguage();
  const topic = card.reason === "on_air" ? "card.on_air" : `card.theme.${card.theme}`;
  const named = card.lines[0]?.includes(card.title);
  return (
    <article className="fact-card" data-reason={card.reason}>
      <header>
        <Logo size={22} />
        <b>{t("app.name")}</b>
        <AiMark />
        {isKey(topic) && <span className="card-topic">{t(topic)}</span>}
      </header>
      {!named && (
        <p className="card-title" lang={card.language}>
          {card.title}
        </p>
      )}
      <ul className="card-lines" lang={card.language}>
        {card.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Foundation
        label={t("facts.count", { count: grounds(card.facts).length })}
        aside={
          <span className="card-askers">
            {card.askers > 0 && (
              <>
                <TeamOutlined aria-hidden="true" />
                {t("stream.askers", { count: count(card.askers) })}
              </>
            )}
          </span>
        }
        onFold={onFold}
      >
        <div className="facts">
          <FactList facts={card.facts} />
        </div>
      </Foundation>
    </article>
  );
});
