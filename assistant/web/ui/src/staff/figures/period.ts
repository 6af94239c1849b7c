/** The time that figures are of: one that ends now, or one that was chosen. */

export const SPANS = { hour: 3600, day: 86_400, week: 604_800, month: 2_592_000 } as const;
export type Span = keyof typeof SPANS;

export type Period = { span: Span } | { since: Date; until: Date };

export function bounds(period: Period, now: Date): { since: Date; until: Date } {
  if (!("span" in period)) return period;
  return { since: new Date(now.getTime() - SPANS[period.span] * 1000), until: now };
}

export function query(room: string, period: Period, now: Date): URLSearchParams {
  const { since, until } = bounds(period, now);
  const asked = new URLSearchParams({ since: since.toISOString(), until: until.toISOString() });
  if (room) asked.set("room", room);
  return asked;
}
