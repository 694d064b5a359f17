import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { readLedger, type LedgerView } from "./ledger-view";
import type { World } from "./world";

/**
 * Compares the ledger with what the simulation knows to have happened and with Stripe's own books, to the
 * cent. Whatever differs is complained about.
 */
export async function audit(world: World): Promise<void> {
  const ledger = await readLedger(world);
  compareBalances(world, ledger);
  compareByHand(world, ledger);
  await compareWithStripe(world, ledger);
  await compareSessions(world, ledger);
  compareDebtors(world, ledger);
  const { differences } = await world.worker(0).run((app) => verifyLedger(app));
  for (const { vendor, what, which, stored, derived } of differences) {
    if (vendor === world.vendor.slug)
      world.complain(`ledger:verify: ${what} of ${which} is ${stored}, and ${derived} by its postings.`);
  }
  if (ledger.waitingEvents.length > 0)
    world.complain(`Without an effect in the end: ${ledger.waitingEvents.join(", ")}.`);
}

/** Billed, less what was credited, written off and paid, is outstanding, and never less than nothing. */
function compareBalances({ model, complain }: Complaining, ledger: LedgerView): void {
  if (ledger.balances.length !== model.billed.size)
    complain(`${ledger.balances.length} balances are in the ledger, and ${model.billed.size} were billed.`);
  for (const balance of ledger.balances) {
    const { id, reference, outstandingMinor } = balance;
    const billedMinor = model.billed.get(id)?.amountMinor ?? 0n;
    let leftMinor = billedMinor - balance.settledElsewhereMinor - balance.forgoneMinor;
    for (const adjusted of model.adjusted.values())
      if (adjusted.balanceId === id && !adjusted.reversed) leftMinor -= adjusted.amountMinor;
    for (const part of ledger.allocations)
      if (part.balanceId === id && part.stands) leftMinor -= part.amountMinor;
    if (leftMinor !== outstandingMinor)
      complain(`${reference} has ${outstandingMinor} outstanding, and ${leftMinor} by what was paid on it.`);
    if (outstandingMinor < 0n) complain(`${reference} is paid beyond what was billed: ${outstandingMinor}.`);
    if (balance.postedMinor !== outstandingMinor)
      complain(`${reference} has ${outstandingMinor} outstanding, and postings of ${balance.postedMinor}.`);
    if (balance.settledElsewhereMinor > (model.saidPaid.get(id) ?? 0n))
      complain(`${reference} is settled elsewhere by more than any file said.`);
  }
}

/** What people recorded is in the ledger as they recorded it, and nothing else is. */
function compareByHand({ model, complain }: Complaining, ledger: LedgerView): void {
  const recorded = new Map([...model.paidByHand].map(([id, paid]) => [String(id), paid]));
  const stored = new Map(ledger.payments.filter(({ intent }) => intent === null).map((row) => [row.id, row]));
  for (const [id, { amountMinor, reversed }] of recorded) {
    const found = stored.get(id);
    if (found?.amountMinor !== amountMinor || (found.state === "reversed") !== reversed)
      complain(`The payment by hand of ${amountMinor} is not in the ledger as it was recorded.`);
  }
  for (const { id, amountMinor } of stored.values())
    if (!recorded.has(id)) complain(`Nobody recorded the payment by hand of ${amountMinor}.`);
  const standing = [...model.adjusted.values()].filter(({ reversed }) => !reversed);
  const given = standing.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const forgone = ledger.balances.reduce((sum, { forgoneMinor }) => sum + forgoneMinor, 0n);
  const posted = (ledger.posted.get("credits") ?? 0n) + (ledger.posted.get("write_offs") ?? 0n);
  if (given + forgone !== posted)
    complain(`Credits and write-offs come to ${posted}, and ${given} were given, ${forgone} with refunds.`);
}

/** Each PaymentIntent came to the same here as at Stripe, and no money came from elsewhere. */
async function compareWithStripe(world: World, ledger: LedgerView): Promise<void> {
  const { payments: books, totals } = await world.stripe.control.books({});
  const units = world.stripeUnits;
  const known = new Set(books.map(({ paymentIntent }) => paymentIntent));
  for (const book of books) comparePayment(world, ledger, book, units);
  for (const { intent, amountMinor } of ledger.payments)
    if (intent !== null && !known.has(intent))
      world.complain(`${amountMinor} is credited for ${intent}, which Stripe does not know.`);
  // Where a unit of Stripe's is a fraction of the currency's own, its fees cannot be held to the unit.
  if (units > 1n) return;
  const fees = totals.reduce((sum, total) => sum + BigInt(total.fees), 0n);
  const net = totals.reduce((sum, total) => sum + BigInt(total.net), 0n);
  const [feesPosted, clearing] = [ledger.posted.get("stripe_fees"), ledger.posted.get("stripe_clearing")];
  if ((feesPosted ?? 0n) !== fees)
    world.complain(`Stripe kept ${fees} in fees, and ${feesPosted} is posted.`);
  if ((clearing ?? 0n) !== net) world.complain(`Stripe holds ${net} for us, and ${clearing} is posted.`);
}

type Book = Awaited<ReturnType<World["stripe"]["control"]["books"]>>["payments"][number];

function comparePayment(
  { complain }: Pick<World, "complain">,
  ledger: LedgerView,
  book: Book,
  units: bigint,
) {
  const { paymentIntent, status, captured, refunded, disputed, processing } = book;
  const rows = ledger.payments.filter(({ intent }) => intent === paymentIntent);
  if (rows.length > 1) complain(`${paymentIntent} was taken for ${rows.length} payments.`);
  const [row] = rows;
  const inOurs = (amount: number) => BigInt(amount) / units;
  const creditedMinor = row?.state === "succeeded" ? row.amountMinor : 0n;
  if (creditedMinor !== inOurs(captured))
    complain(`${paymentIntent} captured ${inOurs(captured)}, and ${creditedMinor} is credited.`);
  if ((row?.clearingMinor ?? 0n) !== inOurs(captured))
    complain(`${paymentIntent} captured ${inOurs(captured)}, and ${row?.clearingMinor} is posted.`);
  if ((row?.refundedMinor ?? 0n) !== inOurs(refunded))
    complain(`${paymentIntent} refunded ${inOurs(refunded)}, and ${row?.refundedMinor} here.`);
  if ((row?.withdrawnMinor ?? 0n) !== inOurs(disputed))
    complain(`The bank took ${inOurs(disputed)} of ${paymentIntent}, and ${row?.withdrawnMinor} here.`);
  const beyondMinor = inOurs(refunded + disputed - captured);
  const lossMinor = beyondMinor > 0n ? beyondMinor : 0n;
  if (row && row.lossMinor !== lossMinor)
    complain(`Of ${paymentIntent} ${lossMinor} is lost, and ${row.lossMinor} is taken for lost.`);
  if (processing > 0 && row?.state !== "processing")
    complain(`${paymentIntent} is under way at Stripe, and ${row?.state} here.`);
  if (processing === 0 && captured === 0 && row?.state === "processing")
    complain(`${paymentIntent} is ${status} at Stripe, and under way here.`);
}

/** At Stripe at most one session of a debtor can still be paid, and it is the one we hold to be open. */
async function compareSessions(world: World, ledger: LedgerView): Promise<void> {
  const atStripe = await world.sdk.checkout.sessions.list({ limit: 100, status: "open" });
  for (const { id } of atStripe.data) {
    const row = ledger.checkouts.find(({ session }) => session === id);
    const wasHanded = world.handed.some(({ session }) => session === id);
    if (wasHanded && row?.state !== "open")
      world.complain(`${id} can still be paid at Stripe, and is ${row?.state} here.`);
  }
  for (const debtor of world.debtors) {
    const live = ledger.checkouts.filter(({ debtorId, state }) => debtorId === debtor.id && state === "open");
    if (live.length > 1) world.complain(`${debtor.name} has ${live.length} sessions open.`);
  }
}

/**
 * Of everything received of a debtor, each cent is on a balance, unapplied, refunded or charged back, and
 * what is unapplied is told.
 */
function compareDebtors(world: World, ledger: LedgerView): void {
  for (const debtor of world.debtors) {
    const payments = ledger.payments.filter(({ debtorId }) => debtorId === debtor.id);
    for (const { id, state, amountMinor, unappliedMinor, flag, ...gone } of payments) {
      if (state !== "succeeded") continue;
      const goneMinor = gone.refundedMinor + gone.chargedBackMinor;
      const parts = ledger.allocations.filter(({ paymentId }) => paymentId === id);
      const allocatedMinor = parts.reduce((sum, part) => sum + part.amountMinor, 0n);
      if (allocatedMinor + unappliedMinor + goneMinor !== amountMinor)
        world.complain(
          `Of ${amountMinor} on balances ${allocatedMinor}, unapplied ${unappliedMinor}, gone ${goneMinor}.`,
        );
      if (unappliedMinor > 0n && flag === null)
        world.complain(`${unappliedMinor} of ${debtor.name} is unapplied, and nobody is told.`);
    }
    const unappliedMinor = payments
      .filter(({ state }) => state === "succeeded")
      .reduce((sum, payment) => sum + payment.unappliedMinor, 0n);
    const postedMinor = ledger.unapplied.get(debtor.id) ?? 0n;
    if (unappliedMinor !== postedMinor)
      world.complain(`${unappliedMinor} of ${debtor.name} is unapplied, and ${postedMinor} by postings.`);
  }
}

type Complaining = Pick<World, "model" | "complain">;
