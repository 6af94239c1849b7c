/** What arrives one by one, handed on together: once for each frame that is drawn. */

/** So many are handed on at once though nothing is drawn: a page in the background draws nothing. */
const MOST = 256;

export class Frames<T> {
  private waiting: T[] = [];
  private frame = 0;

  /** `request` and `cancel` are the browser's own, by default. */
  constructor(
    private readonly take: (batch: readonly T[]) => void,
    private readonly request: (draw: () => void) => number = (draw) => requestAnimationFrame(draw),
    private readonly cancel: (frame: number) => void = (frame) => cancelAnimationFrame(frame),
  ) {}

  add(one: T): void {
    this.waiting.push(one);
    if (this.waiting.length >= MOST) this.handOn();
    else if (this.waiting.length === 1) this.frame = this.request(() => this.handOn());
  }

  /** Hand on nothing more. */
  close(): void {
    this.cancel(this.frame);
    this.waiting = [];
  }

  private handOn(): void {
    this.cancel(this.frame);
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length > 0) this.take(batch);
  }
}
