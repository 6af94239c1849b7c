/** The room over HTTP: whether it is there, whether the service is ready, what was asked before. */
import type { Answer, Room } from "./wire";

export type Arrival =
  | { kind: "ready"; room: Room }
  | { kind: "loading"; waiting: string[]; failed: Record<string, string> }
  | { kind: "missing" }
  | { kind: "unreachable" };

interface Readiness {
  loading?: string[];
  failed?: Record<string, string>;
}

export async function arrive(room: string, signal: AbortSignal): Promise<Arrival> {
  try {
    const ready = await fetch("/readyz", { signal });
    if (ready.status === 503) {
      // A proxy's own 503 has another body, or none.
      const body = (await ready.json().catch(() => ({}))) as Readiness;
      return { kind: "loading", waiting: body.loading ?? [], failed: body.failed ?? {} };
    }
    const response = await fetch(`/api/rooms/${encodeURIComponent(room)}`, { signal });
    if (response.status === 404) return { kind: "missing" };
    if (!response.ok) return { kind: "unreachable" };
    return { kind: "ready", room: (await response.json()) as Room };
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: "unreachable" };
  }
}

export async function recentAnswers(room: string, signal: AbortSignal): Promise<Answer[]> {
  const response = await fetch(`/api/rooms/${encodeURIComponent(room)}/answers?limit=20`, {
    signal,
  });
  if (!response.ok) return [];
  return ((await response.json()) as { answers: Answer[] }).answers;
}

/** Say whether an answer helped; null takes it back. Whether that was kept. */
export async function rate(
  answerId: string,
  viewer: string,
  helped: boolean | null,
): Promise<boolean> {
  try {
    const response = await fetch(`/api/answers/${encodeURIComponent(answerId)}/rating`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ viewer, helped }),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** Ask over HTTP, for when the voice connection is down; the answer comes by the room's events. */
export async function askByHttp(room: string, viewer: string, text: string): Promise<boolean> {
  try {
    const response = await fetch(`/api/rooms/${encodeURIComponent(room)}/questions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ viewer, text }),
    });
    return response.ok;
  } catch {
    return false;
  }
}
