/** Where an answer's time went, as a bar shows it. Pure. */
import { STAGES, type Answer, type Latency, type Part, type Stage } from "./wire";

export interface Piece {
  /** What took it; also the key of its label. */
  name: `part.${Part}` | `stage.${Stage}` | "part.cached";
  /** Milliseconds, to a tenth. */
  took: number;
}

export interface Breakdown {
  pieces: Piece[];
  /** Milliseconds, to a tenth: exactly what the pieces add up to. */
  total: number;
}

/** By contributions where they are known, by stages where not: an answer that is still spoken. */
export function breakdown(answer: Pick<Answer, "timings_ms" | "latency">): Breakdown {
  const whole = answer.latency ? contributions(answer.latency) : stages(answer.timings_ms);
  return inTenths(whole);
}

/** One piece for each kind of contribution, in order; what nobody accounts for comes last. */
function contributions({ contributions: all }: Latency): Piece[] {
  const summed = new Map<Piece["name"], number>();
  const ordered = [...all].sort(
    (one, other) =>
      Number(one.key === "other") - Number(other.key === "other") || one.start_ms - other.start_ms,
  );
  for (const { key, detail, duration_ms } of ordered) {
    const name = detail === "cached" ? "part.cached" : (`part.${key}` as const);
    summed.set(name, (summed.get(name) ?? 0) + duration_ms);
  }
  return [...summed].map(([name, took]) => ({ name, took }));
}

/** Stages in the order they ended; those that did not happen (0) are left out. */
function stages(timings: Answer["timings_ms"]): Piece[] {
  const reached = STAGES.filter((stage) => stage !== "heard" && timings[stage] > 0)
    .map((stage) => ({ stage, at: timings[stage] + timings.heard }))
    .sort((one, other) => one.at - other.at);
  if (timings.heard > 0) reached.unshift({ stage: "heard", at: timings.heard });
  return reached.map(({ stage, at }, index) => ({
    name: `stage.${stage}`,
    took: at - (reached[index - 1]?.at ?? 0),
  }));
}

/** Round where one piece ends and the next begins, so that what is read adds up as well. */
function inTenths(pieces: readonly Piece[]): Breakdown {
  let end = 0;
  let shown = 0;
  const rounded = pieces.map(({ name, took }) => {
    end += took;
    const tenths = Math.round(end * 10) - shown;
    shown += tenths;
    return { name, took: tenths / 10 };
  });
  return { pieces: rounded.filter(({ took }) => took > 0), total: shown / 10 };
}
