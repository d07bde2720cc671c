/** At most some calls within any period of some seconds. A refused call doesn't count. */
export class RateWindow {
  private readonly requests: number;
  private readonly periodMs: number;
  private admitted: number[] = [];

  constructor(requests: number, seconds: number) {
    this.requests = requests;
    this.periodMs = seconds * 1000;
  }

  /**
   * Admits a call, or says when the next one may come.
   *
   * @param now epoch milliseconds
   * @returns milliseconds to wait; 0 if the call is admitted
   */
  take(now: number): number {
    this.admitted = this.admitted.filter((at) => at > now - this.periodMs);
    const [oldest] = this.admitted;
    if (this.admitted.length >= this.requests && oldest !== undefined) return oldest + this.periodMs - now;
    this.admitted.push(now);
    return 0;
  }

  /** Calls that would be admitted now. */
  left(now: number): number {
    return this.requests - this.admitted.filter((at) => at > now - this.periodMs).length;
  }
}
