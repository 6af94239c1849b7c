import { useLanguage } from "../i18n/language";
import { isKey } from "../i18n/language";
import type { Card, Variant } from "../room/wire";

/** The price in force: large; the list price struck beside it where it is higher. */
export function VariantPrice({ variant }: { variant: Variant }) {
  const { t, money, language } = useLanguage();
  if (variant.price === null) return <p className="price unpublished">{t("product.noPrice")}</p>;
  const listed = variant.list_price !== null && Number(variant.list_price) > Number(variant.price);
  const kind = variant.promotion ? `promotion.${variant.promotion.kind}` : "";
  return (
    <div className="price-block">
      <p className="price">
        <Amount text={money(variant.price, variant.currency)} />
        {listed && variant.list_price !== null && (
          <s aria-label={`${t("product.listPrice")} ${money(variant.list_price, variant.currency)}`}>
            {money(variant.list_price, variant.currency)}
          </s>
        )}
      </p>
      {variant.promotion && (
        <p className="promotion">
          <b>{isKey(kind) ? t(kind) : variant.promotion.note || variant.promotion.kind}</b>
          {variant.promotion.valid_until && (
            <span>
              {t("product.until", { time: until(variant.promotion.valid_until, language) })}
            </span>
          )}
        </p>
      )}
    </div>
  );
}

/** A product's price from its cheapest variant, for where there is little room. */
export function CardPrice({ card }: { card: Card }) {
  const { t, money, language } = useLanguage();
  if (!card.price) return <span className="card-price unpublished">{t("product.noPrice")}</span>;
  const amount = <Amount text={money(card.price.min, card.price.currency)} />;
  const several = card.price.min !== card.price.max;
  return (
    <span className="card-price">
      {several && language === "en" && <small>{t("product.from")} </small>}
      {amount}
      {several && language === "zh" && <small>{t("product.from")}</small>}
    </span>
  );
}

/** The currency's sign smaller than its digits, as price tags have it. */
function Amount({ text }: { text: string }) {
  const [, sign = "", digits = text] = /^(\D*)(.*)$/.exec(text) ?? [];
  return (
    <span className="amount">
      <small>{sign}</small>
      {digits}
    </span>
  );
}

function until(time: string, language: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }).format(date);
}
