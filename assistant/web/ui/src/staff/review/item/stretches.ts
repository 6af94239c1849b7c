/** The time an answer took, as stretches one after the other. Pure. */
import { STAGES } from "../../../room/wire";
import type { ReviewedAnswer } from "../wire";

export interface Stretch {
  key: string;
  ms: number;
}

/** By what was measured of its latency; else by the stages it went through. */
export function stretches(
  answer: Pick<ReviewedAnswer, "latency" | "timings_ms">,
): readonly Stretch[] {
  const measured = answer.latency?.contributions ?? [];
  if (measured.length > 0) {
    return measured
      .map(({ key, duration_ms: ms }) => ({ key, ms }))
      .filter(({ ms }) => ms > 0);
  }
  const { heard = 0 } = answer.timings_ms;
  const found: Stretch[] = heard > 0 ? [{ key: "heard", ms: heard }] : [];
  let before = 0;
  for (const stage of STAGES) {
    const at = answer.timings_ms[stage] ?? 0;
    if (stage === "heard" || at <= before) continue;
    found.push({ key: stage, ms: at - before });
    before = at;
  }
  return found;
}
