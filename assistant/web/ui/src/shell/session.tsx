/** What every part of the page shares: the room, the viewer's conversation, and how to ask. */
import { App } from "antd";
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from "react";
import { useLanguage } from "../i18n/language";
import { Conversation, type Listener, type Snapshot } from "../realtime/conversation";
import { installProbe } from "../realtime/probe";
import { askByHttp } from "../room/load";
import type { RoomView } from "../room/entries";
import { useRoom } from "../room/use-room";
import { viewerName } from "../room/viewer";
import type { Room } from "../room/wire";

interface Session {
  view: RoomView;
  room: Room;
  conversation: Conversation;
  now: Snapshot;
  lost: boolean;
  ask: (text: string) => void;
}

const Context = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("useSession outside SessionProvider");
  return session;
}

export function SessionProvider({ room, children }: { room: Room; children: ReactNode }) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const [viewer] = useState(() => viewerName());
  const [view, dispatch, events] = useRoom(room, viewer);
  const [conversation, setConversation] = useState<Conversation | null>(null);

  // The conversation outlives a change of language; its listener must not.
  const tell = useRef<Listener["failed"]>(() => undefined);
  useEffect(() => {
    tell.current = (reason, detail) => {
      if (reason === "not_heard") void message.info(t("voice.notHeard"));
      else if (reason === "cannot_hear") void message.error(t("voice.cannotHear"));
      else if (reason === "cannot_speak") void message.warning(t("voice.cannotSpeak"));
      else if (reason === "cannot_answer") void message.error(t("ask.cannotAnswer"));
      else void message.error(t("ask.refused", { detail }));
    };
  }, [message, t]);

  useEffect(() => {
    const opened = new Conversation(room.room, viewer, {
      asked: (text, voice) => dispatch({ type: "asked", me: viewer, text, voice }),
      streamed: (questionId, delta) =>
        dispatch({ type: "streamed", me: viewer, questionId, delta }),
      interrupted: (questionId) => dispatch({ type: "interrupted", questionId }),
      failed: (reason, detail) => tell.current(reason, detail),
    });
    const removeProbe = installProbe(opened);
    // Browsers refuse sound before a gesture; any will do.
    const unlock = () => void opened.player.unlock();
    window.addEventListener("pointerdown", unlock);
    window.addEventListener("keydown", unlock);
    setConversation(opened);
    return () => {
      window.removeEventListener("pointerdown", unlock);
      window.removeEventListener("keydown", unlock);
      removeProbe();
      setConversation(null);
      void opened.close();
    };
  }, [room.room, viewer, dispatch]);

  const ask = useCallback(
    (text: string) => {
      dispatch({ type: "asked", me: viewer, text, voice: false });
      // What a known customer types may be about their own purchases, which is never spoken.
      if (!room.known && conversation?.ask(text)) return;
      void askByHttp(room.room, viewer, text).then((sent) => {
        if (!sent) void message.error(t("ask.failed"));
      });
    },
    [conversation, dispatch, message, room.known, room.room, t, viewer],
  );

  if (!conversation) return null;
  return (
    <Connected
      value={{ view, room: view.room ?? room, conversation, lost: events === "lost", ask }}
    >
      {children}
    </Connected>
  );
}

function Connected({
  value,
  children,
}: {
  value: Omit<Session, "now">;
  children: ReactNode;
}) {
  const { view, room, conversation, lost, ask } = value;
  const now = useSyncExternalStore(conversation.subscribe, conversation.snapshot);
  const session = useMemo(
    () => ({ view, room, conversation, now, lost: lost || now.connection === "lost", ask }),
    [view, room, conversation, now, lost, ask],
  );
  return <Context value={session}>{children}</Context>;
}
