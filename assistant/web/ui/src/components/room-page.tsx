import { useState } from "react";
import { useLanguage } from "../i18n/language";
import { useLayout } from "../shell/layout";
import { useSession } from "../shell/session";
import { AskBar } from "./ask-bar";
import { BagDrawer } from "./bag-drawer";
import { LiveRoomsLine } from "./live-rooms-line";
import { LostBanner } from "./lost-banner";
import { MicrophoneProblemNotice } from "./microphone-problem";
import { OnAirStrip } from "./on-air-strip";
import { PulseCounts } from "./pulse-counts";
import { ProductPanel } from "./product-panel";
import { QuickQuestions } from "./quick-questions";
import { Stage } from "./stage";
import { Stream } from "./stream";
import { TopBar } from "./top-bar";

/** What the bag shows: closed, the listing, or one product by its handle. */
export type BagView = null | "listing" | { handle: string };

export function RoomPage() {
  const layout = useLayout();
  const { t } = useLanguage();
  const { room, now, view } = useSession();
  const [bag, setBag] = useState<BagView>(null);
  const openOnAir = () => setBag(room.on_air ? { handle: room.on_air.handle } : "listing");
  const wide = layout === "wide";

  return (
    <div
      className={`page page-${layout}`}
      data-connection={now.connection}
      data-carrier={now.carrier}
      data-busy={view.busy}
    >
      <TopBar />
      <LostBanner />
      {wide && <ProductPanel />}
      <Stage />
      <section className="talk" aria-label={t("stream.title")}>
        <header className="talk-head">
          {layout !== "phone" && <h2 className="panel-title">{t("stream.title")}</h2>}
          <PulseCounts />
          <LiveRoomsLine />
        </header>
        <Stream />
        <MicrophoneProblemNotice />
        {!wide && <OnAirStrip onOpen={openOnAir} />}
        <QuickQuestions />
        <AskBar onBag={wide ? null : () => setBag("listing")} />
      </section>
      {!wide && <BagDrawer view={bag} onView={setBag} side={layout === "medium"} />}
    </div>
  );
}
