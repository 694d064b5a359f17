import { v7 as uuid } from "uuid";
import type { Database, Tx } from "~db/client";
import { postEntries } from "~db/queries/ledger/ledger";
import { allocations, balances, payments } from "~db/schema";
import type { BalanceId, DebtorId, PaymentId, VendorId } from "~/domain/ids";
import {
  balanceImported,
  paymentReceived,
  settledElsewhere,
  type NewJournalEntry,
} from "~/domain/ledger/entries";
import { currency, type Currency } from "~/domain/money";

export interface NewBalance {
  vendorId: VendorId;
  debtorId: DebtorId;
  amountMinor?: bigint;
  currency?: Currency;
  reference?: string;
  description?: string | null;
  /** `YYYY-MM-DD` */
  issuedOn?: string;
  dueOn?: string;
  /** Paid outside Tenfold, in full unless `settledMinor` says how much. */
  settledAt?: Date;
  settledMinor?: bigint;
}

/** A balance as an import makes it: the row, and its entries in the ledger. */
export async function makeBalance(db: Database, balance: NewBalance): Promise<BalanceId> {
  return db.asVendor(balance.vendorId, (tx) => makeBalanceWithin(tx, balance));
}

export async function makeBalanceWithin(tx: Tx, balance: NewBalance): Promise<BalanceId> {
  const id = uuid() as BalanceId;
  const {
    vendorId,
    debtorId,
    amountMinor = 4_500n,
    issuedOn = "2026-01-05",
    dueOn = "2026-02-04",
    settledAt,
  } = balance;
  const code = balance.currency ?? currency("USD");
  await tx.insert(balances).values({
    vendorId,
    id,
    debtorId,
    reference: balance.reference ?? `B-${id.slice(-10)}`,
    description: balance.description ?? "Check-up",
    issuedOn,
    dueOn,
    currency: code,
    amountMinor,
    outstandingMinor: 0n,
  });
  const fact = { debtorId, balanceId: id, currency: code, causedBy: null };
  const entries: NewJournalEntry[] = [
    balanceImported({ ...fact, amountMinor, occurredAt: new Date(`${issuedOn}T12:00:00Z`) }),
  ];
  if (settledAt) {
    entries.push(
      settledElsewhere({ ...fact, amountMinor: balance.settledMinor ?? amountMinor, occurredAt: settledAt }),
    );
  }
  await postEntries(tx, { vendorId, entries });
  return id;
}

/** A payment through Stripe that has succeeded, in the ledger and in its own rows. */
export async function makePayment(
  db: Database,
  {
    vendorId,
    debtorId,
    receivedMinor,
    allocated,
    receivedAt,
    currency: code = currency("USD"),
    flag = null,
  }: {
    vendorId: VendorId;
    debtorId: DebtorId;
    receivedMinor: bigint;
    allocated: readonly { balanceId: BalanceId; amountMinor: bigint }[];
    receivedAt: Date;
    currency?: Currency;
    flag?: string | null;
  },
): Promise<PaymentId> {
  const id = uuid() as PaymentId;
  const allocatedMinor = allocated.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  await db.asVendor(vendorId, async (tx) => {
    await tx.insert(payments).values({
      vendorId,
      id,
      debtorId,
      stripePaymentIntentId: `pi_${id}`,
      state: "succeeded",
      currency: code,
      amountMinor: receivedMinor,
      unappliedMinor: receivedMinor - allocatedMinor,
      flag,
      methodLabel: "Visa ending 4242",
      receivedAt,
    });
    if (allocated.length > 0) {
      await tx.insert(allocations).values(allocated.map((part) => ({ vendorId, paymentId: id, ...part })));
    }
    await postEntries(tx, {
      vendorId,
      entries: [
        paymentReceived({
          debtorId,
          currency: code,
          occurredAt: receivedAt,
          causedBy: null,
          paymentId: id,
          receivedMinor,
          allocations: allocated,
        }),
      ],
    });
  });
  return id;
}
