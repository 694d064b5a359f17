export type Provider = "resend" | "twilio";

/**
 * How a provider can fail: too many requests, an error of its own, a connection cut before anything was read,
 * and the worst, a connection cut after the message was taken.
 */
export type FaultKind = "rate_limit" | "server_error" | "cut_before" | "cut_after";

/** The failures ordered for the next requests, first come first served. */
export class Faults {
  private readonly ordered: Record<Provider, FaultKind[]> = { resend: [], twilio: [] };

  next(provider: Provider, kind: FaultKind, times = 1): void {
    for (let time = 0; time < times; time += 1) this.ordered[provider].push(kind);
  }

  take(provider: Provider): FaultKind | undefined {
    return this.ordered[provider].shift();
  }
}
