/** Who answers, as the API says it; see `assistant/web/conduct.py`. */

export const MODES = ["auto", "assist", "off"] as const;
export type Mode = (typeof MODES)[number];

export interface Takeover {
  /** Whom; empty for the whole room. */
  viewer: string;
  by: string;
  since: string;
  until: string | null;
}

export interface Conduct {
  mode: Mode;
  stopped: boolean;
  answered_by: "assistant" | "staff" | "nobody";
  takeovers: Takeover[];
}

export interface Switch {
  stopped: boolean;
  by: string;
}

/** Where a takeover is given back. */
export function takeoverPath(room: string, viewer = ""): string {
  const path = `/api/rooms/${encodeURIComponent(room)}/takeover`;
  return viewer ? `${path}?viewer=${encodeURIComponent(viewer)}` : path;
}

export function takenOver(conduct: Conduct | undefined, viewer = ""): Takeover | undefined {
  return conduct?.takeovers.find((one) => one.viewer === viewer);
}
