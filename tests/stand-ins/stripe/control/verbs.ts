import { z } from "zod";

const id = z.string().min(1);
const share = z.number().min(0).max(1).optional();
const count = z.number().int().min(0);

/** What each verb of the control takes; the same over HTTP and in the process. */
export const VERBS = {
  /** Presses the button of a session's hosted page. */
  pay: z.strictObject({
    session: id,
    way: z
      .enum([
        "card",
        "declined",
        "insufficient_funds",
        "authentication",
        "declines_later",
        "bank_debit",
        "bank_debit_fails",
      ])
      .optional(),
    email: z.string().optional(),
    name: z.string().optional(),
    keep: z.boolean().optional(),
  }),
  /** Answers the bank's question on behalf of the debtor, for a session or an intent. */
  authenticate: z.strictObject({
    session: id.optional(),
    paymentIntent: id.optional(),
    approved: z.boolean(),
  }),
  settleDebit: z.strictObject({ paymentIntent: id }),
  failDebit: z.strictObject({ paymentIntent: id }),
  settleRefund: z.strictObject({ refund: id }),
  failRefund: z.strictObject({ refund: id }),
  openDispute: z.strictObject({
    paymentIntent: id,
    inquiry: z.boolean().optional(),
    reason: z.string().optional(),
    amount: count.optional(),
  }),
  /** `escalate` turns an inquiry into a chargeback; `review` is evidence sent in. */
  moveDispute: z.strictObject({
    dispute: id,
    to: z.enum(["won", "lost", "warning_closed", "escalate", "review"]),
  }),
  onboard: z.strictObject({ account: id }),
  setChargesEnabled: z.strictObject({ account: id, enabled: z.boolean() }),
  deauthorize: z.strictObject({ account: id }),
  advanceClock: z.strictObject({ ms: z.number().int() }),
  setTiming: z.strictObject({
    bankDebitMs: count.nullable().optional(),
    balanceTransactionMs: count.optional(),
    bankRefundMs: count.optional(),
  }),
  addFault: z.strictObject({
    kind: z.enum([
      "rate_limit",
      "unavailable",
      "server_error",
      "server_error_after",
      "timeout_before",
      "timeout_after",
      "reset_before",
      "reset_after",
      "delay",
    ]),
    match: z.string().optional(),
    times: count.optional(),
    probability: share,
    seed: z.number().int().optional(),
    ms: count.optional(),
  }),
  clearFaults: z.strictObject({}),
  setWeather: z.strictObject({
    seed: z.number().int().optional(),
    duplicate: share,
    reorder: share,
    reorderMs: count.optional(),
    drop: share,
    delayMs: count.optional(),
    atOnce: z.number().int().min(1).max(100).optional(),
    types: z.string().optional(),
  }),
  holdWebhooks: z.strictObject({}),
  releaseWebhooks: z.strictObject({}),
  /** Sends an event once more to the endpoints that hear of it. */
  redeliver: z.strictObject({ event: id }),
  /** Waits until nothing is left to deliver, except what is held. */
  idle: z.strictObject({}),
  deliveries: z.strictObject({
    event: id.optional(),
    type: z.string().optional(),
    state: z.string().optional(),
  }),
  books: z.strictObject({ byMetadata: z.string().optional() }),
} satisfies Record<string, z.ZodType>;

export type Verb = keyof typeof VERBS;
export type Given<V extends Verb> = z.infer<(typeof VERBS)[V]>;

export function isVerb(name: string): name is Verb {
  return Object.hasOwn(VERBS, name);
}
