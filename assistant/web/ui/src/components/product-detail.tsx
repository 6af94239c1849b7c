import { MessageOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useLanguage, type Translate } from "../i18n/language";
import { chipState, choose, chosenVariant, firstChoice } from "../room/variants";
import type { Card, Variant } from "../room/wire";
import { useSession } from "../shell/session";
import { Picture } from "./picture";
import { VariantPrice } from "./price";

/** A product as its buyer wants it: price, options, stock, and what speaks for it. */
export function ProductDetail({
  card,
  picture = false,
  onAsk,
}: {
  card: Card;
  picture?: boolean;
  onAsk?: () => void;
}) {
  const { t } = useLanguage();
  const { ask, room } = useSession();
  const onAir = room.on_air?.handle === card.handle;
  const [chosen, setChosen] = useState(() => firstChoice(card));
  const variant = chosenVariant(card, chosen) ?? card.variants[0];
  return (
    <article className="product-detail" aria-label={card.title}>
      <div className="product-head">
        {picture && (
          <span className="thumb">
            <Picture src={card.image} alt={card.title} />
          </span>
        )}
        <div className="product-words">
          {(card.brand || card.category) && (
            <p className="product-kind">{[card.brand, card.category].filter(Boolean).join(" · ")}</p>
          )}
          <h3>{card.title}</h3>
          {variant && <VariantPrice variant={variant} />}
        </div>
      </div>
      {card.options.map((option) => (
        <fieldset className="options" key={option.name}>
          <legend>{option.name}</legend>
          <div className="chips">
            {option.values.map((value) => (
              <Chip
                key={value}
                text={value}
                chosen={chosen[option.name] === value}
                state={chipState(card, chosen, option.name, value)}
                onChoose={() => setChosen(choose(card, chosen, option.name, value))}
              />
            ))}
          </div>
        </fieldset>
      ))}
      {variant && (
        <p className={`stock stock-${variant.availability}`} role="status">
          <i aria-hidden="true" />
          {stockWords(variant, t)}
        </p>
      )}
      {card.selling_points.length > 0 && (
        <ul className="points" aria-label={t("product.points")}>
          {card.selling_points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      )}
      <Button
        type="primary"
        block
        size="large"
        icon={<MessageOutlined />}
        onClick={() => {
          ask(onAir ? t("product.askOnAir") : t("product.askText", { title: card.title }));
          onAsk?.();
        }}
      >
        {t("product.ask")}
      </Button>
    </article>
  );
}

function Chip(chip: {
  text: string;
  chosen: boolean;
  state: ReturnType<typeof chipState>;
  onChoose: () => void;
}) {
  const { t } = useLanguage();
  const soldOut = chip.state === "soldOut";
  const note =
    chip.state === "free" ? undefined : t(soldOut ? "product.soldOutMark" : "product.noVariant");
  return (
    <button
      type="button"
      className="chip"
      aria-pressed={chip.chosen}
      aria-label={note ? `${chip.text}, ${note}` : undefined}
      title={note}
      data-state={chip.state}
      onClick={chip.onChoose}
    >
      {chip.text}
      {soldOut && <em aria-hidden="true">{t("product.soldOutMark")}</em>}
    </button>
  );
}

/** Fewer left than this is worth saying with "only". */
const LOW = 10;

function stockWords(variant: Variant, t: Translate): string {
  if (variant.availability === "out_of_stock" || variant.quantity === 0) {
    return t("product.outOfStock");
  }
  const count = variant.quantity;
  const left =
    count === null ? "" : t(count <= LOW ? "product.stockLow" : "product.stock", { count });
  if (variant.availability === "preorder" || variant.availability === "backorder") {
    return [t(`product.${variant.availability}`), left].filter(Boolean).join(" · ");
  }
  if (left) return left;
  return t(variant.availability === "in_stock" ? "product.inStock" : "product.unknownStock");
}
