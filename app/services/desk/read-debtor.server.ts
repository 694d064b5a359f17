import {
  debtorKeyTypes,
  findDebtor,
  listAnswersAbout,
  listBalancesOfDebtor,
  listDebtors,
  listMessagesOfDebtor,
  readContactState,
  totalsOfDebtors,
} from "~db/queries/desk/debtors";
import { findChoice } from "~db/queries/conversation/contact-choices";
import { readNewestPlan } from "~db/queries/plans/shown-plans";
import { listPaymentsOfDebtor } from "~db/queries/desk/payments";
import { civilDateAt } from "~/domain/dates";
import type { DebtorId, VendorId } from "~/domain/ids";
import { readPosition } from "~/domain/keyset";
import type { App } from "~/server/app.server";
import { readTalk } from "~/services/conversation/read-conversation.server";
import { readNextContact } from "~/services/reminders/read-next-contact.server";
import { readTimeline } from "./read-timeline.server";

const balancesShown = 200;
const paymentsShown = 50;
const messagesShown = 30;
const debtorsPerPage = 50;

/** All there is to know of a debtor; null when this vendor has no such debtor. */
export async function readDebtor(
  { db }: Pick<App, "db">,
  {
    vendor,
    debtorId,
    all,
    now,
  }: {
    vendor: { id: VendorId; language: string; timeZone: string };
    debtorId: DebtorId;
    all: boolean;
    now: Date;
  },
) {
  const vendorId = vendor.id;
  return db.asVendor(vendorId, async (tx) => {
    const debtor = await findDebtor(tx, { vendorId, debtorId });
    if (!debtor) return null;
    return {
      debtor,
      today: civilDateAt(now, vendor.timeZone),
      ...(await readContactState(tx, { vendorId, debtor, now })),
      contact: await readNextContact(tx, { vendorId, debtorId, now }),
      owed: await totalsOfDebtors(tx, { vendorId, debtorIds: [debtorId] }),
      balances: await listBalancesOfDebtor(tx, { vendorId, debtorId, limit: balancesShown }),
      payments: await listPaymentsOfDebtor(tx, { vendorId, debtorId, limit: paymentsShown }),
      answers: await listAnswersAbout(tx, { vendorId, debtorId, balanceId: null }),
      plan: await readNewestPlan(tx, { vendorId, debtorId }),
      messages: await listMessagesOfDebtor(tx, { vendorId, debtorId, limit: messagesShown }),
      talk: await readTalk(tx, { vendorId, debtor }),
      choice: await findChoice(tx, { vendorId, debtorId }),
      timeline: await readTimeline(tx, { vendor, debtorId, balanceId: null, all }),
    };
  });
}

/** One page of debtors by name. */
export async function listDebtorsPage(
  { db }: Pick<App, "db">,
  { vendorId, params }: { vendorId: VendorId; params: URLSearchParams },
) {
  const search = (params.get("q") ?? "").trim().slice(0, 100);
  const owingOnly = params.get("owing") !== "all";
  const position = readPosition(params, debtorKeyTypes);
  const page = await db.asVendor(vendorId, (tx) =>
    listDebtors(tx, { vendorId, search, owingOnly, position, limit: debtorsPerPage }),
  );
  return { search, owingOnly, ...page };
}
