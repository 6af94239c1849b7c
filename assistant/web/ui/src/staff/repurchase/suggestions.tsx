import { Tag } from "antd";
import { useLanguage } from "../../i18n/language";
import { useWords } from "../words/use-words";
import { dueSentence, habitSentence } from "./sentences";
import type { Suggestion } from "./wire";

/** Products, and why each is suggested. */
export function Suggestions({ of }: { of: readonly Suggestion[] }) {
  const say = useWords();
  const { language, money } = useLanguage();
  const now = new Date();
  return (
    <ul className="repurchase-suggestions">
      {of.map((one) => (
        <li key={one.sku}>
          <header>
            <b>{one.title}</b>
            <Tag>
              {say("repurchase.each", {
                price: money(one.price.amount, one.price.currency),
                pieces: one.pieces,
              })}
            </Tag>
          </header>
          <p>{habitSentence(one, now, language, say)}</p>
          <p>{dueSentence(one, now, language, say)}</p>
        </li>
      ))}
    </ul>
  );
}
