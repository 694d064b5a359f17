import type { DebtorId, SavedCardId, VendorId } from "~/domain/ids";
import { cardInWords } from "~/domain/saved-card";
import type { ActorKind } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import type { Database, Tx } from "~db/client";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { removeSavedCard } from "~db/queries/ledger/saved-cards";
import { recordEvents } from "~db/queries/vendor/timeline";

/** Who takes a card out of use: `replaced` by a newer one, or Stripe, which no longer keeps it. */
type CardRemover = "debtor" | "stripe" | "replaced";

interface Removal {
  vendorId: VendorId;
  debtorId: DebtorId;
  /** The one card; whichever is kept where nothing is said. */
  id?: SavedCardId;
  by: CardRemover;
  now: Date;
}

/** Takes a debtor's kept card out of use from this moment on; doing it again changes nothing. */
export function removeKeptCard(deps: Pick<App, "db">, removal: Removal): Promise<boolean> {
  return deps.db.asVendor(removal.vendorId, async (tx) => {
    await lockDebtorForPayment(tx, removal);
    return removeCard(deps, tx, removal);
  });
}

/** As removeKeptCard, in the caller's transaction; Stripe is told afterwards. */
export async function removeCard(
  deps: { db: Pick<Database, "enqueue"> },
  tx: Tx,
  { by, ...removal }: Removal,
): Promise<boolean> {
  const { vendorId, debtorId, now } = removal;
  const removed = await removeSavedCard(tx, { ...removal, removedBy: by });
  if (!removed) return false;
  await deps.db.enqueue(tx, "detach-card", { vendorId, savedCardId: removed.id });
  const details = { method: cardInWords(removed), reason: reasons[by] };
  const event = { debtorId, kind: "card_removed", actor: actors[by], occurredAt: now } as const;
  await recordEvents(tx, { vendorId, events: [{ ...event, details, causedBy: `saved_card:${removed.id}` }] });
  return true;
}

const actors: Record<CardRemover, ActorKind> = {
  debtor: "debtor",
  replaced: "debtor",
  stripe: "stripe",
};

const reasons: Record<CardRemover, string | null> = {
  debtor: null,
  replaced: "A newer card is kept instead.",
  stripe: "Stripe no longer keeps it.",
};
