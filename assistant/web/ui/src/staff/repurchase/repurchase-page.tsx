import { Alert, App, Button, Drawer, Empty, Popconfirm, type InputRef } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLanguage } from "../../i18n/language";
import { Help } from "../keys/help";
import { useKeys } from "../keys/use-keys";
import { useWide } from "../review/use-wide";
import { why } from "../session/call";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { catalogOf, type Asked } from "./asked";
import { Bar } from "./bar";
import { BatchLine } from "./batch-line";
import { DraftForm } from "./draft-form";
import { BINDINGS, type Command } from "./keys";
import { List } from "./list";
import { LookUp } from "./look-up";
import { NothingYet } from "./nothing-yet";
import { NoDraft, Pane } from "./pane";
import { useBatch } from "./use-batch";
import { useDrafts } from "./use-drafts";
import { STATES, type Decision } from "./wire";
import "./repurchase.css";

/** Who is about to need something again: why, the message to them, and what staff decide on it. */
export function RepurchasePage() {
  const say = useWords();
  const { count } = useLanguage();
  const { message } = App.useApp();
  const { may } = useSession();
  const wide = useWide();
  const [asked, setAsked] = useState<Asked>(() => ({
    catalog: catalogOf(window.location.search),
    state: "drafted",
    search: "",
  }));
  const { catalog } = asked;
  const live = useDrafts(asked);
  const { drafts, change, busy } = live;
  const drafting = useBatch(live.again);
  const [editing, setEditing] = useState<string | null>(null);
  const [opened, setOpened] = useState(false);
  const [forming, setForming] = useState(false);
  const [helping, setHelping] = useState(false);
  const [lookingUp, setLookingUp] = useState<string | null>(null);
  const [refused, setRefused] = useState<readonly string[]>([]);
  const search = useRef<InputRef>(null);
  const answers = may("answer");
  const current = drafts.list?.find(({ id }) => id === drafts.current) ?? null;
  const waits = current?.state === "drafted" && answers;

  useEffect(() => {
    const url = new URL(window.location.href);
    url.searchParams.set("catalog", catalog);
    window.history.replaceState(null, "", url);
  }, [catalog]);

  const nameOf = useCallback(
    (id: string) => drafts.list?.find((one) => one.id === id)?.customer ?? id,
    [drafts.list],
  );
  const decide = async (ids: readonly string[], decision: Decision) => {
    if (busy) return;
    setEditing(null);
    try {
      const came = await live.decide(ids, decision);
      setRefused(came.refused.map((one) => `${nameOf(one.id)}: ${one.why}`));
      // what somebody else decided is seen as it is now
      if (came.refused.length > 0) live.again();
      const key = decision === "approve" ? "repurchase.approved" : "repurchase.declined";
      if (came.decided.length > 0) {
        void message.success(say(key, { count: count(came.decided.length) }));
      }
    } catch (error) {
      void message.error(why(error, say));
    }
  };

  const look = useCallback(
    (id: string) => {
      setEditing((edited) => (edited === id ? edited : null));
      change({ type: "look", id });
      setOpened(!wide.item);
    },
    [change, wide.item],
  );
  const toggle = useCallback((id: string) => change({ type: "toggle", id }), [change]);

  const run = (command: Command): boolean => {
    switch (command) {
      case "next":
      case "previous":
        setEditing(null);
        change({ type: "move", by: command === "next" ? 1 : -1 });
        return true;
      case "approve":
      case "decline":
        if (!current || !waits) return false;
        void decide([current.id], command);
        return true;
      case "edit":
        if (!current || !waits) return false;
        setEditing(current.id);
        setOpened(!wide.item);
        return true;
      case "check":
        if (!current || !waits) return false;
        change({ type: "toggle", id: current.id });
        return true;
      case "search":
        search.current?.focus({ cursor: "all" });
        return true;
      case "back":
        if (editing !== null) setEditing(null);
        else setOpened(false);
        return true;
      case "help":
        setHelping(true);
        return true;
      case "save":
        return false;
    }
  };
  useKeys(BINDINGS, helping || forming || lookingUp !== null, run);

  const shown = current ? (
    <Pane
      key={current.id}
      draft={current}
      editing={editing === current.id}
      busy={busy}
      onCommand={run}
      onEdited={(draft) => {
        setEditing(null);
        change({ type: "edited", draft });
      }}
      onLookUp={() => setLookingUp(current.customer)}
    />
  ) : (
    <NoDraft />
  );
  const empty = drafts.list?.length === 0;
  const never = empty && STATES.every((state) => !drafts.counts?.[state]);
  const onDraft = may("conduct") ? () => setForming(true) : null;
  return (
    <main className="repurchase">
      <Bar
        asked={asked}
        counts={drafts.counts}
        reading={live.reading}
        drafting={drafting.batch?.state === "running"}
        search={search}
        onAsked={setAsked}
        onAgain={live.again}
        onDraft={() => setForming(true)}
        onLookUp={() => setLookingUp("")}
        onHelp={() => setHelping(true)}
        onSearched={() => search.current?.blur()}
      />
      {live.failed && <Alert type="error" showIcon title={live.failed} />}
      <BatchLine drafting={drafting} catalog={catalog} />
      {refused.length > 0 && (
        <Alert
          type="warning"
          showIcon
          closable={{ onClose: () => setRefused([]), "aria-label": say("repurchase.dismiss") }}
          title={say("repurchase.refused", { count: count(refused.length) })}
          description={
            <ul className="repurchase-refused">
              {refused.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          }
        />
      )}
      {drafts.selected.size > 0 && (
        <Selected
          count={count(drafts.selected.size)}
          busy={busy}
          onDecide={(decision) => void decide([...drafts.selected], decision)}
          onClear={() => change({ type: "select", ids: [] })}
        />
      )}
      {never ? (
        <NothingYet catalog={catalog} onDraft={onDraft} />
      ) : empty ? (
        <Empty
          className="repurchase-empty"
          description={say(
            asked.state === "drafted" && !asked.search ? "repurchase.allDone" : "repurchase.none",
          )}
        />
      ) : (
        <div className="repurchase-panes" data-pane={wide.item}>
          <List
            drafts={drafts}
            selects={answers}
            onLook={look}
            onToggle={toggle}
            onSelect={(ids) => change({ type: "select", ids })}
            onMore={live.more}
          />
          {wide.item && shown}
        </div>
      )}
      {!wide.item && (
        <Drawer
          open={opened && current !== null}
          size="min(560px, 100vw)"
          title={say("repurchase.customer")}
          rootClassName="repurchase-drawer"
          keyboard={false}
          onClose={() => {
            setEditing(null);
            setOpened(false);
          }}
        >
          {shown}
        </Drawer>
      )}
      {forming && (
        <DraftForm catalog={catalog} begin={drafting.begin} onClose={() => setForming(false)} />
      )}
      {helping && <Help bindings={BINDINGS} onClose={() => setHelping(false)} />}
      {lookingUp !== null && (
        <LookUp catalog={catalog} customer={lookingUp} onClose={() => setLookingUp(null)} />
      )}
    </main>
  );
}

/** What is done with all that are selected. */
function Selected({
  count,
  busy,
  onDecide,
  onClear,
}: {
  count: string;
  busy: boolean;
  onDecide: (decision: Decision) => void;
  onClear: () => void;
}) {
  const say = useWords();
  return (
    <div className="repurchase-selected">
      <b>{say("repurchase.selected", { count })}</b>
      <Popconfirm
        title={say("repurchase.approveSure", { count })}
        onConfirm={() => onDecide("approve")}
      >
        <Button size="small" type="primary" disabled={busy}>
          {say("repurchase.approve")}
        </Button>
      </Popconfirm>
      <Popconfirm
        title={say("repurchase.declineSure", { count })}
        onConfirm={() => onDecide("decline")}
      >
        <Button size="small" danger disabled={busy}>
          {say("repurchase.decline")}
        </Button>
      </Popconfirm>
      <Button size="small" type="text" onClick={onClear}>
        {say("repurchase.unselect")}
      </Button>
    </div>
  );
}
