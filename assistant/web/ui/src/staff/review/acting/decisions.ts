/** The keys under which decisions are sent: one a decision, the same until it is acknowledged. */
import { freshKey } from "../../session/call";
import type { Act } from "../wire";

export class Decisions {
  private readonly keys = new Map<string, string>();

  constructor(private readonly fresh: () => string = freshKey) {}

  /** The key of this decision: that of the attempt before, where nobody knows what became of it. */
  key(item: number, act: Act): string {
    const decision = written(item, act);
    const key = this.keys.get(decision) ?? this.fresh();
    this.keys.set(decision, key);
    return key;
  }

  /** It was done, or refused for good: the same again is another decision. */
  settled(item: number, act: Act): void {
    this.keys.delete(written(item, act));
  }
}

function written(item: number, act: Act): string {
  return JSON.stringify([item, act]);
}
