import { v7 as uuid } from "uuid";
import type { SavedCardId } from "~/domain/ids";
import { cardInWords } from "~/domain/saved-card";
import type { PaymentFacts } from "~/domain/stripe-facts";
import type { Database, Tx } from "~db/client";
import type { CheckoutRow } from "~db/queries/ledger/checkouts";
import { findKeptCard, insertSavedCard } from "~db/queries/ledger/saved-cards";
import { recordEvents } from "~db/queries/vendor/timeline";
import { removeCard } from "./remove-card.server";

/**
 * Keeps the card that a payment came from, where the debtor ticked that it may be kept; the one kept before
 * gives way. The caller holds the debtor's lock.
 */
export async function keepCard(
  deps: { db: Pick<Database, "enqueue"> },
  tx: Tx,
  { checkout, facts, now }: { checkout: CheckoutRow; facts: PaymentFacts; now: Date },
): Promise<void> {
  const { vendorId, debtorId, stripeAccountId } = checkout;
  if (!checkout.keepCard || !facts.keptCard) return;
  const kept = await findKeptCard(tx, { vendorId, debtorId });
  if (kept?.stripePaymentMethodId === facts.keptCard.stripePaymentMethodId) return;
  if (kept) await removeCard(deps, tx, { vendorId, debtorId, id: kept.id, by: "replaced", now });
  const id = uuid() as SavedCardId;
  const consentedAt = checkout.createdAt;
  const isNew = await insertSavedCard(tx, {
    vendorId,
    id,
    debtorId,
    stripeAccountId,
    ...facts.keptCard,
    consentedAt,
    createdAt: now,
  });
  if (!isNew) return;
  const details = { method: cardInWords(facts.keptCard) };
  const event = { debtorId, kind: "card_kept", actor: "debtor", occurredAt: now, details } as const;
  await recordEvents(tx, { vendorId, events: [{ ...event, causedBy: `checkout:${checkout.id}` }] });
}
