/** Facts that say the same of several variants, as one ground with many records. Pure. */
import type { Fact } from "./wire";

export interface Ground {
  /** One of the facts, for its label, value, unit and source. */
  fact: Fact;
  /** What all its records are about: the words their subjects begin with. */
  subject: string;
  records: Fact[];
}

export function grounds(facts: readonly Fact[]): Ground[] {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const same = JSON.stringify([fact.label, fact.field, fact.value, fact.unit, fact.source]);
    groups.set(same, [...(groups.get(same) ?? []), fact]);
  }
  return [...groups.values()].flatMap((records) => {
    const [fact] = records;
    return fact ? [{ fact, subject: shared(records), records }] : [];
  });
}

function shared(records: readonly Fact[]): string {
  const subjects = records.map((fact) => (fact.subject || fact.product).split(" "));
  const [first = []] = subjects;
  const differs = first.findIndex((word, at) => subjects.some((words) => words[at] !== word));
  return (differs < 0 ? first : first.slice(0, differs)).join(" ");
}
