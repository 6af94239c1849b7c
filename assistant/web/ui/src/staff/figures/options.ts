/** What the charts draw, from figures. Pure. */
import type { EChartsCoreOption } from "echarts/core";
import type { Say } from "../words/use-words";
import { isWord } from "../words/use-words";
import { OUTCOMES, type Bucket, type Figures, type KindFigures, type Outcome } from "./wire";

export type Option = EChartsCoreOption;

/** Kinds that have a bar of their own; the rest are one bar together. */
export const SHOWN_KINDS = 12;

const COLOURS: Record<Outcome, string> = {
  answered: "#12946f",
  unknown: "#e0882b",
  declined: "#8c8078",
  handed_off: "#d24a2c",
};

const GRID = { left: 8, right: 12, top: 40, bottom: 4, containLabel: true };

/** Comments as an area behind, questions, answers and what was not answered as lines. */
export function flow(figures: Figures, say: Say, locale: string): Option {
  const { buckets } = figures;
  const points = (of: (bucket: Bucket) => number) =>
    buckets.map((bucket) => [bucket.at, of(bucket)]);
  const line = { type: "line", showSymbol: false, smooth: 0.2, emphasis: { focus: "series" } };
  return {
    grid: GRID,
    legend: { top: 4, icon: "roundRect", itemWidth: 12, itemHeight: 8 },
    tooltip: { trigger: "axis" },
    xAxis: { type: "time", axisLabel: { formatter: (at: number) => moment(at, figures, locale) } },
    yAxis: [
      { type: "value", minInterval: 1, splitLine: { lineStyle: { opacity: 0.4 } } },
      { type: "value", minInterval: 1, splitLine: { show: false } },
    ],
    series: [
      {
        ...line,
        name: say("chart.comments"),
        yAxisIndex: 1,
        data: points((b) => b.comments),
        lineStyle: { width: 0 },
        areaStyle: { opacity: 0.25 },
        itemStyle: { color: "#b58a6a" },
      },
      {
        ...line,
        name: say("chart.questions"),
        data: points((b) => b.questions),
        itemStyle: { color: "#3f78c9" },
      },
      {
        ...line,
        name: say("chart.answers"),
        data: points((b) => b.answers),
        itemStyle: { color: COLOURS.answered },
      },
      {
        ...line,
        name: say("chart.unanswered"),
        data: points((b) => b.unanswered),
        itemStyle: { color: COLOURS.handed_off },
      },
    ],
  };
}

/** A bar for each kind, most asked on top, in the colours of how they ended. */
export function kinds(figures: Figures, say: Say): Option {
  const shown = [...topKinds(figures.kinds, say)].reverse();
  return {
    grid: GRID,
    legend: { top: 4, icon: "roundRect", itemWidth: 12, itemHeight: 8 },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { opacity: 0.4 } } },
    yAxis: { type: "category", data: shown.map((one) => one.kind), axisTick: { show: false } },
    series: OUTCOMES.map((outcome) => ({
      type: "bar",
      stack: "all",
      name: say(`outcome.${outcome}`),
      barMaxWidth: 18,
      itemStyle: { color: COLOURS[outcome] },
      data: shown.map((one) => one.outcomes[outcome] ?? 0),
    })),
  };
}

export function topKinds(found: readonly KindFigures[], say: Say): KindFigures[] {
  const named = found
    .map((one) => ({ ...one, kind: nameOf(one.kind, say) }))
    .sort((one, other) => other.answers - one.answers);
  const rest = named.slice(SHOWN_KINDS);
  if (rest.length === 0) return named;
  const outcomes = Object.fromEntries(
    OUTCOMES.map((o) => [o, rest.reduce((sum, one) => sum + (one.outcomes[o] ?? 0), 0)]),
  );
  const together = {
    kind: say("chart.moreKinds", { count: rest.length }),
    answers: rest.reduce((sum, one) => sum + one.answers, 0),
    askers: rest.reduce((sum, one) => sum + one.askers, 0),
    outcomes,
  };
  return [...named.slice(0, SHOWN_KINDS), together];
}

export function nameOf(kind: string, say: Say): string {
  const key = `kind.${kind}`;
  return isWord(key) ? say(key) : kind;
}

function moment(at: number, figures: Figures, locale: string): string {
  const days = figures.every_s >= 3600;
  return new Intl.DateTimeFormat(
    locale,
    days ? { month: "numeric", day: "numeric" } : { hour: "2-digit", minute: "2-digit" },
  ).format(at);
}
