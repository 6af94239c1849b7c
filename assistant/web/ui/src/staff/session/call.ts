/** Calls of the staff API: what they give, or why not, in the page's words. */
import { isWord, type Say } from "../words/use-words";

export interface Session {
  signed_in: boolean;
  id: string;
  name: string;
  role: Role | null;
  rights: string[];
  csrf: string;
  password: boolean;
  provider: string;
}

export type Role = "viewer" | "agent" | "supervisor" | "admin";
export const ROLES: readonly Role[] = ["viewer", "agent", "supervisor", "admin"];

/** Why the service refused; `code` is what it is worded by, `more` what it says beside. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly retryS: number,
    readonly more: Record<string, unknown> = {},
  ) {
    super(detail);
  }

  /** The sentence to show. */
  in(say: Say): string {
    const key = `error.${this.code}`;
    return isWord(key) ? say(key, { seconds: this.retryS }) : this.message;
  }
}

export function why(error: unknown, say: Say): string {
  return error instanceof Refused ? error.in(say) : say("error.unreachable");
}

/** A key of one's own for a call. `crypto.randomUUID` is for secure places alone; a service on one's
 * own network may not be. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The header of a call that is to be done once, however often it is sent under `key`. */
export const once = (key = freshKey()): Record<string, string> => ({ "idempotency-key": key });

/** Ask the API; `csrf` proves that the page may act for its session. Throws Refused. */
export async function call<T>(
  method: string,
  path: string,
  {
    body,
    csrf = "",
    signal,
    headers = {},
  }: {
    body?: unknown;
    csrf?: string;
    signal?: AbortSignal;
    headers?: Record<string, string>;
  } = {},
): Promise<T> {
  const response = await fetch(path, {
    method,
    // what lets go of something is sent even as the page closes
    keepalive: method === "DELETE",
    ...(signal ? { signal } : {}),
    headers: {
      ...headers,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(csrf ? { "x-csrf-token": csrf } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status === 204) return undefined as T;
  // A proxy's own error has another body, or none.
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) {
    const said = answer as Record<string, unknown>;
    const { code = "", detail = response.statusText } = said as Record<string, string>;
    throw new Refused(
      response.status,
      code,
      detail,
      Number(response.headers.get("retry-after") ?? 0),
      said,
    );
  }
  return answer as T;
}
