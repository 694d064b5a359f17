import { seededRandom } from "~tests/stand-ins/stripe/state/ids";

/**
 * What can go wrong with an API request, told by where it strikes.
 * - `rate_limit` (429) and `unavailable` (503): nothing ran, nothing is kept under the key.
 * - `server_error` (500): nothing was done, but the 500 is kept under the key and replayed, as Stripe does.
 * - `server_error_after` (500): the work was done, and the 500 is what the key replays.
 * - `timeout_before`, `reset_before`: no answer, nothing done.
 * - `timeout_after`, `reset_after`: no answer, yet the work is done; the key replays its real answer.
 * - `delay`: only slow.
 */
type FaultKind =
  | "rate_limit"
  | "unavailable"
  | "server_error"
  | "server_error_after"
  | "timeout_before"
  | "timeout_after"
  | "reset_before"
  | "reset_after"
  | "delay";

interface FaultRule {
  kind: FaultKind;
  /** A regular expression over `METHOD /path`; everything when not given. */
  match?: string | undefined;
  /** Strikes this many matching requests and is then spent; without it, for as long as it stands. */
  times?: number | undefined;
  /** Strikes with this probability (0 to 1), drawn from `seed`. */
  probability?: number | undefined;
  seed?: number | undefined;
  /** For `delay`: how long; for the timeouts: how long the connection is held before it is cut. */
  ms?: number | undefined;
}

export interface Strike {
  kind: FaultKind;
  ms: number;
}

/** Long enough that a client with a timeout of its own gives up first. */
const DEFAULT_HOLD_MS = 90_000;

interface Armed extends FaultRule {
  pattern: RegExp;
  left: number;
  draw: () => number;
}

/** The faults in force, oldest first; the first that strikes wins. They are not kept across a restart. */
export class Faults {
  private armed: Armed[] = [];

  add(rule: FaultRule): void {
    this.armed.push({
      ...rule,
      pattern: new RegExp(rule.match ?? ""),
      left: rule.times ?? Number.POSITIVE_INFINITY,
      draw: seededRandom(rule.seed ?? 1),
    });
  }

  clear(): void {
    this.armed = [];
  }

  strike(method: string, path: string): Strike | undefined {
    for (const rule of this.armed) {
      if (!rule.pattern.test(`${method} ${path}`)) continue;
      if (rule.probability !== undefined && rule.draw() >= rule.probability) continue;
      rule.left -= 1;
      if (rule.left <= 0) this.armed = this.armed.filter((other) => other !== rule);
      return { kind: rule.kind, ms: rule.ms ?? (rule.kind === "delay" ? 100 : DEFAULT_HOLD_MS) };
    }
    return undefined;
  }
}
