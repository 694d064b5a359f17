import type { SavedCardId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { findSavedCard, listUndetachedCards, markDetached } from "~db/queries/ledger/saved-cards";

type Deps = Pick<App, "db" | "stripe" | "log">;

/** The job's own tries span about four hours; what is left then is taken up by reconciliation. */
const patienceMs = 6 * 3_600_000;
const cardsPerRun = 200;

/**
 * Has Stripe let go of a card that was taken out of use here.
 *
 * @throws when Stripe could not be asked, so that the job is tried again.
 */
export async function detachCard(
  deps: Pick<App, "db" | "stripe">,
  { vendorId, savedCardId: id, now }: { vendorId: VendorId; savedCardId: SavedCardId; now: Date },
): Promise<void> {
  const card = await deps.db.asVendor(vendorId, (tx) => findSavedCard(tx, { vendorId, id }));
  if (!card?.removedAt || card.detachedAt) return;
  await deps.stripe.detachCard(card);
  await deps.db.asVendor(vendorId, (tx) => markDetached(tx, { vendorId, id, now }));
}

/** Tries once more with the cards that Stripe could not be asked to let go of for hours. */
export async function detachRemovedCards(
  deps: Deps,
  { now }: { now: Date },
): Promise<{ looked: number; repaired: number; differences: string[] }> {
  const removedBefore = new Date(now.getTime() - patienceMs);
  const cards = await deps.db.asSystem((tx) =>
    listUndetachedCards(tx, { removedBefore, limit: cardsPerRun }),
  );
  const found = { looked: cards.length, repaired: 0, differences: [] as string[] };
  for (const card of cards) {
    try {
      await detachCard(deps, { ...card, now });
      found.repaired += 1;
    } catch (error) {
      deps.log.error({ err: error, ...card }, "Stripe could not be asked to let go of a card");
      found.differences.push(`Card ${card.savedCardId} is still kept at Stripe: ${String(error)}`);
    }
  }
  return found;
}
