/** Which rows of a long list are drawn, and how far it scrolls so that what is read stays. Pure. */

export const ROW_PX = 68;
/** Rows drawn beyond what is seen, so that scrolling shows no gaps. */
const BEYOND = 8;

export function drawn(
  top: number,
  height: number,
  count: number,
  rowPx = ROW_PX,
): { from: number; to: number } {
  // where rows went, one scrolls beyond the end until the browser has seen it
  const from = Math.max(0, Math.min(Math.floor(top / rowPx), count) - BEYOND);
  return { from, to: Math.min(count, Math.ceil((top + height) / rowPx) + BEYOND) };
}

/** Where to scroll to so that the row at `at` is wholly seen. */
export function shown(at: number, top: number, height: number, rowPx = ROW_PX): number {
  const begins = at * rowPx;
  if (begins < top) return begins;
  return Math.max(top, begins + rowPx - height);
}

/**
 * Where to scroll to when rows came or went above: the first row that was seen stays where it is.
 * At the very top new ones are seen coming in.
 */
export function kept(top: number, before: readonly Row[], after: readonly Row[]): number {
  if (top < ROW_PX / 2) return top;
  const first = Math.floor(top / ROW_PX);
  for (let was = first; was < Math.min(before.length, first + BEYOND); was += 1) {
    const id = before[was]?.id;
    const is = after[was]?.id === id ? was : after.findIndex((row) => row.id === id);
    if (is >= 0) return Math.max(0, top + (is - was) * ROW_PX);
  }
  return top;
}

interface Row {
  id: number;
}
