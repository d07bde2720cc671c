/** Calls that fill a bucket, which leaks at a steady rate. */
export class LeakyBucket {
  private readonly size: number;
  private readonly perSecond: number;
  private filled = 0;
  private seenAt = 0;

  constructor(size: number, perSecond: number) {
    this.size = size;
    this.perSecond = perSecond;
  }

  /** @param now epoch milliseconds */
  take(now: number): { readonly isAdmitted: boolean; readonly used: number } {
    this.filled = Math.max(0, this.filled - ((now - this.seenAt) / 1_000) * this.perSecond);
    this.seenAt = now;
    const isAdmitted = this.filled + 1 <= this.size;
    if (isAdmitted) this.filled += 1;
    return { isAdmitted, used: Math.ceil(this.filled) };
  }
}
