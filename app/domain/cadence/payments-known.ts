/**
 * Stripe's events are read every ten minutes. When two runs in a row have failed, or nothing ran at all,
 * somebody may have paid without our knowing.
 */
const knownWithinMs = 25 * 60_000;
/** After an outage the events of hours are read within minutes. */
const lookAgainAfterMs = 2 * 60_000;

/**
 * Why nobody is asked for money now, or null. After an outage what was paid meanwhile comes first, so that
 * nobody is asked for what they have paid.
 *
 * @param knownUntil until when Stripe's events are known here; null before they were ever read.
 */
export function waitForPayments(knownUntil: Date | null, now: Date): { because: string; until: Date } | null {
  if (knownUntil === null || now.getTime() - knownUntil.getTime() <= knownWithinMs) return null;
  const because = "What was paid in the meantime is being asked of Stripe first.";
  return { because, until: new Date(now.getTime() + lookAgainAfterMs) };
}
