/**
 * When each piece of an answer's sound begins, and how much of it was heard.
 *
 * Pieces follow each other without a gap; the first, and the first after sound ran out, waits a
 * little so that the next has time to arrive. Times are the audio clock's, in seconds.
 */
export interface Piece {
  at: number;
  seconds: number;
}

export class Schedule {
  private pieces: Piece[] = [];
  private end = 0;

  constructor(private readonly lead = 0.08) {}

  /** Place a piece of `seconds` that arrived at `now`; where it begins. */
  place(now: number, seconds: number): number {
    const at = this.end > now ? this.end : now + this.lead;
    this.pieces.push({ at, seconds });
    this.end = at + seconds;
    return at;
  }

  /** Seconds of placed sound that have been played at `now`, gaps not counted. */
  heard(now: number): number {
    return this.pieces.reduce(
      (sum, piece) => sum + Math.min(piece.seconds, Math.max(0, now - piece.at)),
      0,
    );
  }

  /** Whether sound is playing or about to at `now`. */
  busy(now: number): boolean {
    return this.end > now;
  }

  /** A schedule for the next answer, which begins where this one ends. */
  successor(): Schedule {
    const next = new Schedule(this.lead);
    next.end = this.end;
    return next;
  }

  /** Forget everything placed; the next piece begins anew. */
  clear(): void {
    this.pieces = [];
    this.end = 0;
  }
}
