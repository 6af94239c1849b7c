/** An answer's timings as the stretches a bar shows. Pure. */
import { STAGES, type Answer, type Stage } from "./wire";

export interface Stretch {
  stage: Stage;
  /** Milliseconds this stage took after the one before it. */
  took: number;
  /** Milliseconds from the beginning of recognition to this stage's end. */
  at: number;
}

/** Stretches in the order they ended; stages that did not happen (0) are left out. */
export function stretches(timings: Answer["timings_ms"]): Stretch[] {
  const reached = STAGES.filter((stage) => stage !== "heard" && timings[stage] > 0)
    .map((stage) => ({ stage, at: timings[stage] + timings.heard }))
    .sort((one, other) => one.at - other.at);
  if (timings.heard > 0) reached.unshift({ stage: "heard", at: timings.heard });
  return reached.map(({ stage, at }, index) => ({
    stage,
    at,
    took: at - (reached[index - 1]?.at ?? 0),
  }));
}
