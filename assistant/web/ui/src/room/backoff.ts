/**
 * How long to wait before the next attempt to connect, in ms: doubling from half a second to 15 s,
 * of which a random half is taken off so that a room's viewers do not all return at once.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(15_000, 500 * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling * (0.5 + random() / 2));
}
