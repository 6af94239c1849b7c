/** Reads the figures, and again every half minute while the page is looked at. */
import { useCallback, useEffect, useState } from "react";
import { query, type Period } from "./period";
import type { Figures } from "./wire";

const EVERY_MS = 30_000;

export interface Read {
  figures: Figures | null;
  failed: string;
  loading: boolean;
  at: Date;
  again: () => void;
}

export function useFigures(room: string, period: Period): Read {
  const [figures, setFigures] = useState<Figures | null>(null);
  const [failed, setFailed] = useState("");
  const [loading, setLoading] = useState(true);
  const [at, setAt] = useState(() => new Date());
  const [asked, setAsked] = useState(0);
  const again = useCallback(() => setAsked((count) => count + 1), []);
  useEffect(() => {
    const stopped = new AbortController();
    const now = new Date();
    setLoading(true);
    readFigures(query(room, period, now), stopped.signal)
      .then((found) => {
        setFigures(found);
        setFailed("");
        setAt(now);
      })
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) setFailed(error instanceof Error ? error.message : "");
      })
      .finally(() => {
        if (!stopped.signal.aborted) setLoading(false);
      });
    return () => stopped.abort();
  }, [room, period, asked]);
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (!document.hidden) again();
    }, EVERY_MS);
    return () => window.clearInterval(timer);
  }, [again]);
  return { figures, failed, loading, at, again };
}

async function readFigures(asked: URLSearchParams, signal: AbortSignal): Promise<Figures> {
  const response = await fetch(`/api/review/figures?${asked}`, { signal });
  const body = (await response.json()) as Figures & { detail?: string };
  if (!response.ok) throw new Error(body.detail ?? response.statusText);
  return body;
}

/** The rooms there are, by the models that the service lists. */
export async function roomsThere(): Promise<string[]> {
  const response = await fetch("/v1/models");
  if (!response.ok) return [];
  const { data } = (await response.json()) as { data: { id: string }[] };
  return data.flatMap(({ id }) => (id.startsWith("room:") ? [id.slice(5)] : []));
}
