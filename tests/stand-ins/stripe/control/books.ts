import type { World } from "~tests/stand-ins/stripe/context";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";

/** What one payment came to, in minor units. */
interface PaymentBook {
  account: string;
  paymentIntent: string;
  currency: string;
  status: string;
  metadata: Record<string, string>;
  captured: number;
  /** Net of refunds that failed; refunds still on their way count. */
  refunded: number;
  /** Taken by the bank and not given back. */
  disputed: number;
  fees: number;
  /** Captured less refunded, disputed and fees. */
  net: number;
  /** A bank debit under way. */
  processing: number;
}

interface TotalBook extends Omit<PaymentBook, "paymentIntent" | "status" | "metadata"> {
  /** The metadata value the total is for, when totals were asked for by one. */
  value?: string;
}

export interface Books {
  payments: PaymentBook[];
  totals: TotalBook[];
}

/** Stripe's own books, from its charges, refunds and balance transactions: what a ledger must agree with. */
export function booksOf(world: World, byMetadata?: string): Books {
  const payments = world.store.all("payment_intent").map(({ account, body }) => ({
    account,
    paymentIntent: body.id,
    currency: body.currency,
    status: body.status,
    metadata: body.metadata,
    captured: 0,
    refunded: 0,
    disputed: 0,
    fees: 0,
    net: 0,
    processing: body.status === "processing" ? body.amount : 0,
  }));
  const byIntent = new Map<string, PaymentBook>(payments.map((payment) => [payment.paymentIntent, payment]));
  const intentOf = new Map<string, string>();
  for (const kind of ["charge", "refund", "dispute"] as const) {
    for (const { body } of world.store.all(kind)) intentOf.set(body.id, idOf(body.payment_intent) ?? "");
  }
  for (const { body: charge } of world.store.all("charge")) {
    const book = byIntent.get(idOf(charge.payment_intent) ?? "");
    if (!book || charge.status !== "succeeded") continue;
    book.captured += charge.amount_captured;
    book.refunded += charge.amount_refunded;
  }
  for (const { body: moved } of world.store.all("balance_transaction")) {
    const book = byIntent.get(intentOf.get(idOf(moved.source) ?? "") ?? "");
    if (!book) continue;
    book.fees += moved.fee;
    if (moved.type === "adjustment") book.disputed -= moved.amount;
  }
  for (const book of payments) book.net = book.captured - book.refunded - book.disputed - book.fees;
  return { payments, totals: totalsOf(payments, byMetadata) };
}

function totalsOf(payments: PaymentBook[], byMetadata: string | undefined): TotalBook[] {
  const totals = new Map<string, TotalBook>();
  for (const payment of payments) {
    const value = byMetadata === undefined ? undefined : (payment.metadata[byMetadata] ?? "");
    const name = JSON.stringify([payment.account, payment.currency, value]);
    const total = totals.get(name) ?? {
      account: payment.account,
      currency: payment.currency,
      ...(value === undefined ? {} : { value }),
      captured: 0,
      refunded: 0,
      disputed: 0,
      fees: 0,
      net: 0,
      processing: 0,
    };
    for (const column of ["captured", "refunded", "disputed", "fees", "net", "processing"] as const) {
      total[column] += payment[column];
    }
    totals.set(name, total);
  }
  return [...totals.values()];
}
