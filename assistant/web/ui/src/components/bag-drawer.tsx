import { LeftOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";
import { Listing } from "./listing";
import { ProductDetail } from "./product-detail";
import type { BagView } from "./room-page";

/** The shopping bag: the listing, and one product of it when the viewer taps it. */
export function BagDrawer(bag: {
  view: BagView;
  onView: (view: BagView) => void;
  side: boolean;
}) {
  const { t } = useLanguage();
  const { room } = useSession();
  const handle = bag.view && bag.view !== "listing" ? bag.view.handle : null;
  const card = handle
    ? (room.listing.find((item) => item.handle === handle) ??
      (room.on_air?.handle === handle ? room.on_air : undefined))
    : undefined;
  return (
    <Drawer
      open={bag.view !== null}
      onClose={() => bag.onView(null)}
      placement={bag.side ? "left" : "bottom"}
      size={bag.side ? 420 : "78dvh"}
      title={
        card ? (
          <Button type="text" icon={<LeftOutlined />} onClick={() => bag.onView("listing")}>
            {t("product.back")}
          </Button>
        ) : (
          t("bag.count", { count: room.listing.length })
        )
      }
      rootClassName="bag"
      destroyOnHidden
    >
      {card ? (
        <ProductDetail card={card} picture key={card.handle} onAsk={() => bag.onView(null)} />
      ) : (
        <Listing
          current={room.on_air?.handle}
          onOpen={(opened) => bag.onView({ handle: opened })}
        />
      )}
    </Drawer>
  );
}
