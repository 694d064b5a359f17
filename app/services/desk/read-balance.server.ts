import { listAnswersAbout } from "~db/queries/desk/debtors";
import { findBalance, listPostingsOfBalance } from "~db/queries/desk/balances";
import type { BalanceId, VendorId } from "~/domain/ids";
import { countMessagesTo, listStandingHolds } from "~db/queries/desk/money-back";
import { listPaymentsOnBalance } from "~db/queries/desk/payments";
import { listRecordedByHand } from "~db/queries/ledger/adjustments";
import { collectedOn } from "~/domain/payment-standing";
import { civilDateAt } from "~/domain/dates";
import type { App } from "~/server/app.server";
import { readTimeline } from "./read-timeline.server";

/**
 * One balance with its lines of the ledger, what was said about it and its timeline; null when there is none.
 */
export async function readBalance(
  { db }: Pick<App, "db">,
  {
    vendor,
    balanceId,
    all,
    now,
  }: {
    vendor: { id: VendorId; language: string; timeZone: string };
    balanceId: BalanceId;
    all: boolean;
    now: Date;
  },
) {
  const vendorId = vendor.id;
  return db.asVendor(vendorId, async (tx) => {
    const found = await findBalance(tx, { vendorId, balanceId });
    if (!found) return null;
    const { balance, debtor } = found;
    const payments = await listPaymentsOnBalance(tx, { vendorId, balanceId });
    const since = balance.createdAt;
    return {
      balance,
      debtor: {
        id: debtor.id,
        name: debtor.name ?? debtor.reference,
        reference: debtor.reference,
        email: debtor.email,
      },
      today: civilDateAt(now, vendor.timeZone),
      postings: await listPostingsOfBalance(tx, { vendorId, balanceId }),
      payments,
      holds: balance.outstandingMinor > 0n ? await listStandingHolds(tx, { vendorId, balanceId }) : [],
      cost: {
        ...collectedOn(payments),
        messages: await countMessagesTo(tx, { vendorId, debtorId: debtor.id, since }),
      },
      recorded: await listRecordedByHand(tx, { vendorId, balanceId }),
      answers: await listAnswersAbout(tx, { vendorId, debtorId: debtor.id, balanceId }),
      timeline: await readTimeline(tx, { vendor, debtorId: debtor.id, balanceId, all }),
    };
  });
}
