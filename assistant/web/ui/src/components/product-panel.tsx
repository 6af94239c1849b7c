import { LeftOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";
import { Listing } from "./listing";
import { ProductDetail } from "./product-detail";
import { ShownBy } from "./shown-by";

/** The wide page's left side: the product on air, or one the viewer looks at, over the listing. */
export function ProductPanel() {
  const { t } = useLanguage();
  const { room } = useSession();
  const [looking, setLooking] = useState<string | null>(null);
  const onAir = room.on_air;
  const other = looking && looking !== onAir?.handle ? looking : null;
  const card = other ? room.listing.find((item) => item.handle === other) : onAir;
  return (
    <aside className="products" aria-label={t("bag.title")}>
      <div className="panel on-air-panel">
        <div className="panel-head">
          {other ? (
            <Button type="text" size="small" icon={<LeftOutlined />} onClick={() => setLooking(null)}>
              {t("stage.onAir")}
            </Button>
          ) : (
            <span className="on-air-words">
              <span className="on-air-tag">{t("stage.onAir")}</span>
              <ShownBy />
            </span>
          )}
          {card && <b className="number">{t("bag.number", { number: card.number })}</b>}
        </div>
        {card ? (
          <ProductDetail card={card} picture={other !== null} key={card.handle} />
        ) : (
          <p className="empty">{t("stage.noOnAir")}</p>
        )}
      </div>
      <div className="panel listing-panel">
        <h2 className="panel-title">{t("bag.count", { count: room.listing.length })}</h2>
        <Listing current={card?.handle} onOpen={setLooking} />
      </div>
    </aside>
  );
}
