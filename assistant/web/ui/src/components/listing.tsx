import { useLanguage } from "../i18n/language";
import { available } from "../room/variants";
import { useSession } from "../shell/session";
import { Picture } from "./picture";
import { CardPrice } from "./price";

/** Everything shown in this room, under the numbers viewers and host call it by. */
export function Listing({
  current,
  onOpen,
}: {
  current?: string | undefined;
  onOpen: (handle: string) => void;
}) {
  const { t } = useLanguage();
  const { room } = useSession();
  if (room.listing.length === 0) return <p className="empty">{t("bag.empty")}</p>;
  return (
    <ul className="listing">
      {room.listing.map((card) => {
        const soldOut = card.variants.length > 0 && !card.variants.some(available);
        return (
          <li key={card.handle}>
            <button
              type="button"
              className="listed"
              aria-current={card.handle === current}
              onClick={() => onOpen(card.handle)}
            >
              <span className="thumb">
                <Picture src={card.image} alt="" />
                <b className="number">{t("bag.number", { number: card.number })}</b>
              </span>
              <span className="listed-words">
                <span className="listed-title">{card.title}</span>
                <span className="listed-foot">
                  <CardPrice card={card} />
                  {soldOut && <em className="sold-out">{t("product.outOfStock")}</em>}
                  {card.handle === room.on_air?.handle && (
                    <em className="on-air-tag">{t("stage.onAir")}</em>
                  )}
                </span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
