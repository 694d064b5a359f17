/** All of it together must be over within ten seconds, which is what process managers commonly allow. */
const limitMs = 9500;
/** npm passes on a Ctrl-C that the terminal has already delivered to us: that is one wish, not two. */
const sameWishMs = 800;

/**
 * What has been started, to be stopped in reverse order: when something fails, on Ctrl-C or on SIGTERM. A
 * second signal stops at once, which is safe too: the next start takes up whatever was left running.
 */
export class Stopping {
  readonly #stops: (() => Promise<unknown>)[] = [];
  #stopping: Promise<void> | null = null;
  #firstSignalAt: number | null = null;

  constructor(readonly log: (line: string) => void) {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => this.#onSignal());
  }

  /** The next thing to stop, before everything added earlier. While stopping, it is stopped straight away. */
  async add(stop: () => Promise<unknown>): Promise<void> {
    if (this.#stopping === null) this.#stops.push(stop);
    else await stop();
  }

  get underWay(): boolean {
    return this.#stopping !== null;
  }

  all(): Promise<void> {
    return (this.#stopping ??= this.#stopAll());
  }

  async #stopAll(): Promise<void> {
    const deadline = performance.now() + limitMs;
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop()) {
      // Each gets at most two thirds of what is left, so that one that hangs leaves time for the database.
      const allowedMs = ((deadline - performance.now()) * 2) / 3;
      await within(allowedMs, stop).catch((error: unknown) => this.log(`while stopping: ${String(error)}`));
    }
  }

  #onSignal(): void {
    const now = performance.now();
    if (this.#firstSignalAt !== null) {
      if (now - this.#firstSignalAt > sameWishMs) process.exit(1);
      return;
    }
    this.#firstSignalAt = now;
    this.log("stopping");
    void this.all().then(() => process.exit(0));
  }
}

function within(limit: number, work: () => Promise<unknown>): Promise<unknown> {
  const expired = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    expired.reject(new Error(`something took longer than ${Math.round(limit / 100) / 10} s and was left`));
  }, limit);
  return Promise.race([work(), expired.promise]).finally(() => {
    clearTimeout(timer);
  });
}
