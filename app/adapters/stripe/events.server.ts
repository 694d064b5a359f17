import Stripe from "stripe";
import { z } from "zod";
import type { StripeEventId } from "~/domain/ids";
import type { VerifiedEvent } from "~/domain/stripe-facts";
import { onAccount, type StripeSettings } from "./client.server";

/**
 * Stripe's own advice: an event older than five minutes is a replay.
 * https://docs.stripe.com/webhooks#replay-attacks
 */
const signatureToleranceSeconds = 300;

export interface EventsAsked {
  /** Stripe takes 20 at most. */
  types: readonly string[];
  /** From this instant on, in whole seconds as Stripe counts. */
  since: Date;
  /** Up to but without this instant; null for all there is. */
  before: Date | null;
  /** A connected account, or null for the operator's own. */
  stripeAccountId: string | null;
}

/** Stripe's largest page. */
const eventsPerPage = 100;

export class BadSignatureError extends Error {
  override readonly name = "BadSignatureError";
}

export interface EventCalls {
  /**
   * What Stripe itself says happened, newest first and a page at a time. It goes 30 days back.
   * https://docs.stripe.com/api/events/list
   */
  listEvents(asked: EventsAsked): AsyncIterable<readonly VerifiedEvent[]>;
  /** @throws BadSignatureError when the body was not signed by Stripe for this endpoint, or too long ago. */
  verifyEvent(rawBody: Buffer, signature: string | undefined): VerifiedEvent;
}

export function eventCalls(stripe: Stripe, settings: StripeSettings): EventCalls {
  return {
    listEvents: (asked) => listEvents(stripe, asked),
    verifyEvent: (rawBody, signature) => verifyEvent(stripe, settings, rawBody, signature),
  };
}

function verifyEvent(
  stripe: Stripe,
  settings: StripeSettings,
  rawBody: Buffer,
  signature: string | undefined,
): VerifiedEvent {
  const { webhookSecret, connectWebhookSecret } = settings;
  const secrets = connectWebhookSecret ? [webhookSecret, connectWebhookSecret] : [webhookSecret];
  let cause: unknown;
  for (const secret of secrets) {
    try {
      const event = stripe.webhooks.constructEvent(
        rawBody,
        signature ?? "",
        secret,
        signatureToleranceSeconds,
      );
      return eventFacts(event, event.account ?? null);
    } catch (error) {
      cause = error;
    }
  }
  throw new BadSignatureError("The webhook's signature does not match, or is too old.", { cause });
}

async function* listEvents(
  stripe: Stripe,
  { types, since, before, stripeAccountId }: EventsAsked,
): AsyncGenerator<VerifiedEvent[]> {
  const created = { gte: toSeconds(since), ...(before && { lt: toSeconds(before) }) };
  let last: string | undefined;
  do {
    const page = await stripe.events.list(
      { types: [...types], created, limit: eventsPerPage, ...(last && { starting_after: last }) },
      onAccount(stripeAccountId),
    );
    // Whose event it is follows from who was asked; a list of one account need not repeat it on each.
    yield page.data.map((event) => eventFacts(event, stripeAccountId));
    last = page.has_more ? page.data.at(-1)?.id : undefined;
  } while (last);
}

function toSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

function eventFacts(event: Stripe.Event, stripeAccountId: string | null): VerifiedEvent {
  const object = z.object({ id: z.string().optional() }).parse(event.data.object);
  return {
    id: event.id as StripeEventId,
    type: event.type,
    livemode: event.livemode,
    stripeAccountId,
    objectId: object.id ?? null,
    occurredAt: new Date(event.created * 1000),
    payload: event,
  };
}
