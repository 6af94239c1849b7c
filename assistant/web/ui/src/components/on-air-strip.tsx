import { RightOutlined } from "@ant-design/icons";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";
import { Picture } from "./picture";
import { CardPrice } from "./price";
import { ShownBy } from "./shown-by";

/** The product on air where there is little room: a strip that opens into its card. */
export function OnAirStrip({ onOpen }: { onOpen: () => void }) {
  const { t } = useLanguage();
  const { room } = useSession();
  const card = room.on_air;
  if (!card) return null;
  return (
    <button type="button" className="on-air-strip" onClick={onOpen}>
      <span className="thumb">
        <Picture src={card.image} alt="" />
      </span>
      <span className="strip-words">
        <span className="strip-title">
          <em className="on-air-tag">{t("stage.onAir")}</em>
          <span>{card.title}</span>
        </span>
        <span className="strip-foot">
          <CardPrice card={card} />
          <ShownBy />
        </span>
      </span>
      <span className="strip-go">
        {t("product.details")}
        <RightOutlined aria-hidden="true" />
      </span>
    </button>
  );
}
