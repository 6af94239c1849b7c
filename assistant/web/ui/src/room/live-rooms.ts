/** The live rooms elsewhere that Xiaoer is in for this one, and how it does there. */
import { useEffect, useState } from "react";
import type { LiveRoom } from "./wire";

const EVERY_MS = 3000;
/** How many are told of: a line has no room for more. */
const TOLD = 3;

const ENDED: ReadonlySet<LiveRoom["state"]> = new Set<LiveRoom["state"]>(["over", "failed"]);

/**
 * Of `all`, oldest first, those that a viewer is told of: the ones that go on, before the ones
 * whose end they saw; of either, the newest. `seen` holds the ids that they saw go on.
 */
export function toldOf(all: readonly LiveRoom[], seen: ReadonlySet<string>): LiveRoom[] {
  const newestFirst = all.toReversed();
  const going = newestFirst.filter(({ state }) => !ENDED.has(state));
  const ended = newestFirst.filter(({ id, state }) => ENDED.has(state) && seen.has(id));
  return [...going, ...ended].slice(0, TOLD);
}

/** Names that are the same in every language. */
export const BRANDS: Readonly<Record<string, string>> = {
  tiktok: "TikTok",
  twitch: "Twitch",
  youtube: "YouTube",
};

/** How many answers were written there. */
export function answered(liveRoom: LiveRoom): number {
  return liveRoom.counts["message_sent"] ?? 0;
}

async function liveRooms(room: string, signal: AbortSignal): Promise<LiveRoom[]> {
  const response = await fetch(`/api/rooms/${encodeURIComponent(room)}/gateways`, { signal });
  if (!response.ok) throw new Error(`the live rooms are not told: ${response.status}`);
  return ((await response.json()) as { data: LiveRoom[] }).data;
}

/** Those of a room, asked for anew every few seconds while the page is looked at. */
export function useLiveRooms(room: string): readonly LiveRoom[] {
  const [told, setTold] = useState<readonly LiveRoom[]>([]);
  useEffect(() => {
    const left = new AbortController();
    const seen = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      if (!document.hidden) {
        try {
          const all = await liveRooms(room, left.signal);
          for (const { id, state } of all) if (!ENDED.has(state)) seen.add(id);
          setTold(toldOf(all, seen));
        } catch {
          // What was known last stays; the page says elsewhere that the service is away.
        }
      }
      if (!left.signal.aborted) timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      left.abort();
      clearTimeout(timer);
    };
  }, [room]);
  return told;
}
