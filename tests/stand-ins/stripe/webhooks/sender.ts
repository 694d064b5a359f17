import type { World } from "~tests/stand-ins/stripe/context";
import { due, move, nextDueMs, type Delivery } from "./queue";
import { WebhookFaults } from "./faults";
import { signed } from "./signature";

/** Stripe retries for three days with growing pauses; locally the pauses are short. */
export interface Retry {
  firstMs: number;
  longestMs: number;
  attempts: number;
}

export const DEFAULT_RETRY: Retry = { firstMs: 100, longestMs: 5000, attempts: 1000 };

/** How long an endpoint may take to answer. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * Sends queued events to their endpoints in the order they became due: one at a time in calm weather, so that
 * what arrives is the same in every run. Everything it knows
 * is in the queue, so that what was not delivered when the process ended is delivered by the next one.
 */
export class Sender {
  readonly faults: WebhookFaults;
  private readonly flying = new Map<number, AbortController>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly world: World,
    /**
     * The time that is signed: the given clock, without what the control advanced it by, as the app has it.
     */
    private readonly signingMs: () => number,
    private readonly retry: Retry,
  ) {
    this.faults = new WebhookFaults(world);
  }

  /** Looks for something to send. Cheap when there is nothing. */
  wake(): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    for (const delivery of this.ready()) this.start(delivery);
    this.sleep();
    if (this.isIdle()) this.waiting.splice(0).forEach((resolve) => resolve());
  }

  /** Resolves when nothing is left to send, except what is held. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.wake();
    });
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    for (const flight of this.flying.values()) flight.abort();
  }

  private isIdle(): boolean {
    return this.flying.size === 0 && nextDueMs(this.world) === undefined;
  }

  private ready(): Delivery[] {
    const room = this.faults.atOnce - this.flying.size;
    if (room <= 0) return [];
    const candidates = due(this.world, Date.now(), room + this.flying.size);
    return candidates.filter(({ id }) => !this.flying.has(id)).slice(0, room);
  }

  private sleep(): void {
    const next = nextDueMs(this.world);
    if (next === undefined || this.flying.size >= this.faults.atOnce) return;
    this.timer = setTimeout(() => this.wake(), Math.min(Math.max(next - Date.now(), 5), 60_000));
    this.timer.unref();
  }

  private start(delivery: Delivery): void {
    const verdict = this.faults.judge(delivery);
    if (verdict !== "send") return;
    const flight = new AbortController();
    this.flying.set(delivery.id, flight);
    void this.post(delivery, flight.signal).then((outcome) => {
      this.flying.delete(delivery.id);
      if (this.stopped) return;
      this.world.store.transaction(() => this.record(delivery, outcome));
      this.wake();
    });
  }

  private async post(delivery: Delivery, signal: AbortSignal): Promise<{ status?: number; error?: string }> {
    const event = this.world.store.find("event", delivery.account, delivery.event);
    const endpoint = this.world.endpoints[delivery.endpoint];
    if (!event || !endpoint) return { error: "The event or its endpoint is gone." };
    const body = JSON.stringify(event, null, 2);
    const atS = Math.floor(this.signingMs() / 1000);
    try {
      const answer = await fetch(endpoint.url, {
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "stripe-signature": signed(body, endpoint.secret, atS),
          "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        },
        body,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      await answer.arrayBuffer();
      return { status: answer.status };
    } catch (error) {
      return { error: reasonOf(error) };
    }
  }

  private record(delivery: Delivery, outcome: { status?: number; error?: string }): void {
    const attempts = delivery.attempts + 1;
    this.world.store.run(
      "insert into attempts (delivery, at_ms, status, error) values (?, ?, ?, ?)",
      delivery.id,
      Date.now(),
      outcome.status ?? null,
      outcome.error ?? null,
    );
    this.world.store.run("update deliveries set attempts = ? where id = ?", attempts, delivery.id);
    const accepted = outcome.status !== undefined && outcome.status >= 200 && outcome.status < 300;
    if (accepted) return move(this.world, delivery.id, "delivered", 0);
    if (attempts >= this.retry.attempts) return move(this.world, delivery.id, "failed", 0);
    const pauseMs = Math.min(this.retry.firstMs * 2 ** Math.min(attempts - 1, 20), this.retry.longestMs);
    move(this.world, delivery.id, "pending", Date.now() + pauseMs);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
