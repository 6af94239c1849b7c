import { useLanguage, isKey } from "../i18n/language";
import type { Key } from "../i18n/zh";
import { grounds, type Ground } from "../room/grounds";
import type { Answer, Fact } from "../room/wire";
import { LatencyBar } from "./latency-bar";

/** What an answer rests on and how long each stage took: nothing about it is hidden. */
export function AnswerFacts({ answer }: { answer: Answer }) {
  const { t } = useLanguage();
  const rejected = answer.checks.rejected;
  return (
    <div className="facts">
      {answer.facts.length === 0 ? (
        <p className="empty">{t("facts.none")}</p>
      ) : (
        <FactList facts={answer.facts} />
      )}
      <p className="composer">{t(`facts.composer.${answer.composer}`)}</p>
      {rejected.length > 0 && (
        <p className="rejected">{t("facts.rejected", { count: rejected.length })}</p>
      )}
      <LatencyBar answer={answer} />
    </div>
  );
}

/** Facts, each with where it comes from. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <ul className="fact-list">
      {grounds(facts).map((ground) => (
        <GroundRow ground={ground} key={`${ground.subject}-${ground.fact.origin}`} />
      ))}
    </ul>
  );
}

function GroundRow({ ground: { fact, subject, records } }: { ground: Ground }) {
  const { t } = useLanguage();
  const key = `source.${fact.source}`;
  const source = isKey(key) ? t(key) : fact.source;
  return (
    <li>
      <span className="fact-head">
        <span className="fact-label">{fact.label || fact.field}</span>
        <b className="fact-value">
          <FactValue fact={fact} />
        </b>
      </span>
      {records.length === 1 ? (
        <span className="fact-from">
          {subject}
          <br />
          {[source, fact.origin].filter(Boolean).join(" · ")}
        </span>
      ) : (
        <details className="fact-from">
          <summary>
            {[subject, source, t("facts.records", { count: records.length })]
              .filter(Boolean)
              .join(" · ")}
          </summary>
          {records.map((record) => (
            <span key={`${record.product}-${record.origin}`}>
              {[record.subject || record.product, record.origin].filter(Boolean).join(" · ")}
            </span>
          ))}
        </details>
      )}
    </li>
  );
}

const STOCK: Readonly<Record<string, Key>> = {
  in_stock: "product.inStock",
  out_of_stock: "product.outOfStock",
  preorder: "product.preorder",
  backorder: "product.backorder",
  unknown: "product.unknownStock",
};

/** A fact's canonical value as a person reads it. */
function FactValue({ fact }: { fact: Fact }) {
  const { t, money } = useLanguage();
  if (fact.value === "true") return t("facts.yes");
  if (fact.value === "false") return t("facts.no");
  if (fact.field === "availability") {
    const said = STOCK[fact.value];
    return said ? t(said) : fact.value;
  }
  if (/^[A-Z]{3}$/.test(fact.unit) && fact.value !== "") return money(fact.value, fact.unit);
  const tight = fact.unit === "%" || fact.unit === "";
  return `${fact.value}${tight ? "" : " "}${fact.unit}`;
}
