import type { Channel } from "~/domain/vocabulary";

/** What the column holds: two thousand of any currency, more than any message costs. */
const mostMicros = 2_147_483_647;

/**
 * What a message costs, in millionths of the vendor's currency. An SMS that was never measured is one
 * segment.
 */
export function messageCostMicros(priced: {
  channel: Channel;
  segments?: number | null;
  emailMicros: number;
  smsSegmentMicros: number;
}): number {
  const { channel, segments, emailMicros, smsSegmentMicros } = priced;
  const micros = channel === "email" ? emailMicros : smsSegmentMicros * (segments ?? 1);
  return Math.min(micros, mostMicros);
}
