import { FilterOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { Alert, Badge, Button, Drawer, type InputRef } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLanguage } from "../../i18n/language";
import { RoomConduct } from "../conduct/room-conduct";
import { useConduct } from "../conduct/use-conduct";
import { takenOver } from "../conduct/wire";
import { roomsThere } from "../figures/use-figures";
import { Help } from "../keys/help";
import { useKeys } from "../keys/use-keys";
import { SearchBox } from "../paging/search-box";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { ActionsBar } from "./acting/actions-bar";
import { CannedModal } from "./acting/canned-modal";
import { Composer } from "./acting/composer";
import { Prompt, type Asked } from "./acting/prompt";
import { useActing } from "./acting/use-acting";
import { useDesk } from "./acting/use-desk";
import { ALL_OPEN, trimmed, type Filters } from "./filters/filters";
import { FiltersPane } from "./filters/filters-pane";
import { ItemPane, NoItem } from "./item/item-pane";
import { useWhole } from "./item/use-whole";
import { BINDINGS } from "./keys";
import { List } from "./list/list";
import { useQueue } from "./list/use-queue";
import { useThings } from "./use-things";
import { useWide } from "./use-wide";
import type { CannedList, Colleague, Item } from "./wire";
import "./review.css";
import "./item/item.css";

/** What needs a person, as it comes, and all that is done about it. */
export function ReviewPage() {
  const say = useWords();
  const { count } = useLanguage();
  const { session, may } = useSession();
  const wide = useWide();
  const [filters, setFilters] = useState<Filters>(ALL_OPEN);
  const [opened, setOpened] = useState(false);
  const [filtering, setFiltering] = useState(false);
  const [helping, setHelping] = useState(false);
  const [managing, setManaging] = useState(false);
  const [asking, setAsking] = useState<Asked | null>(null);
  const [conductOpen, setConductOpen] = useState(false);
  const [rooms, setRooms] = useState<string[]>([]);
  const list = useRef<HTMLDivElement>(null);
  const search = useRef<InputRef>(null);
  const pane = useRef<HTMLDivElement>(null);
  const sound = useRef<HTMLAudioElement>(null);

  const heardOf = useRef<(item: Item) => void>(() => undefined);
  const live = useQueue(
    filters,
    useCallback((item: Item) => heardOf.current(item), []),
  );
  const { queue, select, put } = live;
  const item = queue.items.find(({ id }) => id === queue.selected) ?? null;
  const { whole, failed, heard, again } = useWhole(item?.id ?? null);
  heardOf.current = heard;

  const colleagues = useThings<Colleague[]>("/api/review/staff", []).things;
  const canned = useThings<CannedList>("/api/review/replies", { replies: [], variables: [] });
  const names = useMemo(() => new Map(colleagues.map(({ id, name }) => [id, name])), [colleagues]);
  const nameOf = useCallback((id: string) => (id ? (names.get(id) ?? id) : ""), [names]);

  useEffect(() => {
    void roomsThere().then(setRooms, () => undefined);
  }, []);
  const room = filters.room ?? item?.room ?? rooms[0] ?? "";
  const looked = useMemo(
    () => (conductOpen ? rooms : [...new Set([room, item?.room ?? room])].filter(Boolean)),
    [conductOpen, rooms, room, item?.room],
  );
  const conducting = useConduct(looked);

  const refused = useCallback(() => {
    again();
    live.again();
  }, [again, live.again]);
  const acting = useActing(item?.id ?? null, put, refused);
  const desk = useDesk({ live, item, acting, again });

  const focusList = useCallback(() => list.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    if (!queue.fresh) focusList();
  }, [queue.fresh, focusList]);

  const open = useCallback(
    (id: number) => {
      select(id);
      setOpened(!wide.item);
    },
    [select, wide.item],
  );
  const viewerTaken = item?.to ? takenOver(conducting.conduct[item.room], item.to) : undefined;

  const run = desk.runner({
    ask: setAsking,
    search: () => search.current?.focus({ cursor: "all" }),
    filters: () => {
      setFiltering(true);
      // once it is drawn
      setTimeout(() => pane.current?.querySelector<HTMLElement>("button, input")?.focus());
    },
    play: () => {
      const player = sound.current;
      if (!player) return;
      if (player.paused) void player.play();
      else player.pause();
    },
    takeOver: () => {
      if (!item?.to) return;
      if (viewerTaken) conducting.giveBack(item.room, item.to);
      else conducting.takeOver(item.room, item.to);
    },
    conduct: () => setConductOpen(true),
    help: () => setHelping(true),
    show: () => setOpened(!wide.item),
    back: () => {
      if (desk.editing) desk.edit(false);
      else if (opened && !wide.item) setOpened(false);
      else setFiltering(false);
      focusList();
    },
  });
  useKeys(BINDINGS, helping || managing || conductOpen || asking !== null, run);

  const shownItem = item ? (
    <ItemPane
      key={item.id}
      item={item}
      whole={whole}
      failed={failed}
      me={session.id}
      colleague={nameOf(item.assignee)}
      sound={sound}
      onUntag={may("answer") ? (tag) => void desk.does({ kind: "untag", tag }) : null}
    >
      {may("answer") &&
        (desk.editing && item.state === "open" ? (
          <Composer
            item={item}
            replies={canned.things.replies}
            busy={desk.busy}
            onSend={(draft) => void desk.send(draft).then((sent) => sent && focusList())}
            onBack={() => {
              desk.edit(false);
              focusList();
            }}
            onManage={() => setManaging(true)}
          />
        ) : (
          <ActionsBar
            item={item}
            taken={item.to ? viewerTaken !== undefined : null}
            busy={desk.busy}
            onCommand={run}
          />
        ))}
    </ItemPane>
  ) : (
    <NoItem onHelp={() => setHelping(true)} />
  );
  const filtersPane = (
    <FiltersPane
      filters={filters}
      onFilters={setFilters}
      counts={live.counts}
      rooms={rooms}
      colleagues={colleagues}
      first={pane}
    />
  );
  return (
    <main className="review">
      <header className="review-bar">
        <h1>{say("review.title")}</h1>
        <Badge
          status={live.connection === "open" ? "success" : "warning"}
          text={say(live.connection === "open" ? "review.live" : "review.reconnecting")}
        />
        <span className="review-waits" aria-live="polite">
          {live.counts && say("review.waits", { count: count(live.counts.open) })}
        </span>
        <span className="review-bar-end">
          {!wide.filters && (
            <Button icon={<FilterOutlined />} onClick={() => setFiltering(!filtering)}>
              {say("review.filters")}
            </Button>
          )}
          {may("answer") && (
            <Button onClick={() => setManaging(true)}>{say("canned.title")}</Button>
          )}
          <RoomConduct
            room={room}
            rooms={rooms}
            conducting={conducting}
            open={conductOpen}
            onOpen={setConductOpen}
            onClosed={focusList}
          />
          <Button
            type="text"
            icon={<QuestionCircleOutlined />}
            aria-label={say("key.help")}
            title={`${say("key.help")} (?)`}
            onClick={() => setHelping(true)}
          />
        </span>
      </header>
      {live.failed && <Alert type="error" showIcon title={live.failed} />}
      <div className="review-panes" data-filters={wide.filters} data-item={wide.item}>
        {wide.filters && filtersPane}
        <section className="review-queue" aria-label={say("review.list")}>
          <SearchBox
            box={search}
            text={filters.q}
            hint={say("review.searchHint")}
            onSearch={(q) => setFilters(trimmed({ ...filters, q }))}
            onLeave={focusList}
          />
          <List
            live={live}
            me={session.id}
            nameOf={nameOf}
            onOpen={open}
            place={list}
          />
        </section>
        {wide.item && shownItem}
      </div>
      {!wide.filters && (
        <Drawer
          open={filtering}
          placement="left"
          size={280}
          title={say("review.filters")}
          onClose={() => setFiltering(false)}
          afterOpenChange={(is) => !is && focusList()}
        >
          {filtersPane}
        </Drawer>
      )}
      {!wide.item && (
        <Drawer
          open={opened && item !== null}
          size="min(640px, 100vw)"
          title={say("review.question")}
          rootClassName="review-drawer"
          keyboard={false}
          onClose={() => setOpened(false)}
          afterOpenChange={(is) => !is && focusList()}
        >
          {shownItem}
        </Drawer>
      )}
      {helping && (
        <Help
          bindings={BINDINGS}
          onClose={() => {
            setHelping(false);
            setTimeout(focusList);
          }}
        />
      )}
      {managing && (
        <CannedModal
          list={canned.things}
          onChanged={canned.again}
          onClose={() => setManaging(false)}
        />
      )}
      {asking && item && (
        <Prompt
          key={`${asking} ${item.id}`}
          what={asking}
          item={item}
          colleagues={colleagues}
          me={session.id}
          onAct={(act) => void desk.does(act)}
          onClose={() => {
            setAsking(null);
            setTimeout(focusList);
          }}
        />
      )}
    </main>
  );
}
