import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BalanceId, ChargebackId, DebtorId, PaymentId, RefundId } from "~/domain/ids";
import { assertBalanced, type NewJournalEntry } from "~/domain/ledger/entries";
import {
  chargebackCovered,
  chargebackFee,
  chargebackReturned,
  chargebackTaken,
  putBack,
  refundMade,
  refundReversed,
  stripeFee,
  takeBack,
  unappliedApplied,
} from "~/domain/ledger/money-back";
import { currency, money } from "~/domain/money";

const usd = currency("USD");
const [a, b, c] = ["a", "b", "c"] as [BalanceId, BalanceId, BalanceId];
const fact = {
  debtorId: "debtor" as DebtorId,
  paymentId: "payment" as PaymentId,
  currency: usd,
  occurredAt: new Date("2026-03-03T10:00:00Z"),
  causedBy: "staff:1",
};
const amount = fc.bigInt({ min: 0n, max: 10n ** 9n });
const positive = fc.bigInt({ min: 1n, max: 10n ** 9n });
const held = fc.record({
  unappliedMinor: amount,
  allocations: fc.uniqueArray(
    fc.record({
      balanceId: fc.uuid().map((id) => id as BalanceId),
      amountMinor: amount,
      dueOn: fc.constantFrom("2026-01-01", "2026-02-01", "2026-03-01"),
    }),
    { selector: ({ balanceId }) => balanceId, maxLength: 5 },
  ),
});
const total = (lines: readonly { amountMinor: bigint }[]) =>
  lines.reduce((sum, line) => sum + line.amountMinor, 0n);
const lines = ({ postings }: NewJournalEntry) =>
  postings.map((posting) => [
    posting.account === "receivable" ? posting.balanceId : posting.account,
    posting.amount.amountMinor,
  ]);

describe("what of a payment goes back", () => {
  test("is every cent that was asked for, or named as beyond what is there", () => {
    fc.assert(
      fc.property(positive, held, (wantedMinor, { unappliedMinor, allocations }) => {
        const taken = takeBack(wantedMinor, { unappliedMinor, allocations });
        expect(taken.unappliedMinor + total(taken.lines) + taken.beyondMinor).toBe(wantedMinor);
        expect(taken.unappliedMinor).toBeLessThanOrEqual(unappliedMinor);
        for (const line of taken.lines) {
          const before = allocations.find(({ balanceId }) => balanceId === line.balanceId);
          expect(line.amountMinor).toBeGreaterThan(0n);
          expect(line.amountMinor).toBeLessThanOrEqual(before?.amountMinor ?? 0n);
        }
        const hereMinor = unappliedMinor + total(allocations);
        expect(taken.beyondMinor).toBe(wantedMinor > hereMinor ? wantedMinor - hereMinor : 0n);
      }),
    );
  });

  test("comes from what belongs to no balance first, then from the latest due", () => {
    const allocations = [
      { balanceId: a, amountMinor: 30n, dueOn: "2026-01-01" },
      { balanceId: b, amountMinor: 30n, dueOn: "2026-03-01" },
      { balanceId: c, amountMinor: 30n, dueOn: "2026-02-01" },
    ];
    expect(takeBack(75n, { unappliedMinor: 10n, allocations })).toEqual({
      unappliedMinor: 10n,
      lines: [
        { balanceId: b, amountMinor: 30n },
        { balanceId: c, amountMinor: 30n },
        { balanceId: a, amountMinor: 5n },
      ],
      beyondMinor: 0n,
    });
    expect(takeBack(10n, { unappliedMinor: 10n, allocations })).toMatchObject({ lines: [], beyondMinor: 0n });
  });

  test("comes from the same balance of two that were due on one day, whatever their order", () => {
    const first = { balanceId: a, amountMinor: 30n, dueOn: "2026-01-01" };
    const second = { balanceId: b, amountMinor: 30n, dueOn: "2026-01-01" };
    for (const allocations of [
      [first, second],
      [second, first],
    ]) {
      const { lines: taken } = takeBack(30n, { unappliedMinor: 0n, allocations });
      expect(taken).toEqual([{ balanceId: b, amountMinor: 30n }]);
    }
  });

  test.each([0n, -1n])("is never %s", (wantedMinor) => {
    expect(() => takeBack(wantedMinor, { unappliedMinor: 5n, allocations: [] })).toThrow("more than nothing");
  });
});

describe("what comes back to a payment after all", () => {
  test("settles what is still outstanding and is unapplied otherwise, to the cent", () => {
    fc.assert(
      fc.property(held, fc.array(amount, { minLength: 5, maxLength: 5 }), (taken, owed) => {
        const spread = { unappliedMinor: taken.unappliedMinor, lines: taken.allocations };
        const outstanding = new Map(
          taken.allocations.map(({ balanceId }, index) => [balanceId, owed[index] ?? 0n]),
        );
        const back = putBack(spread, outstanding);
        expect(back.unappliedMinor + total(back.lines)).toBe(spread.unappliedMinor + total(spread.lines));
        for (const { balanceId, amountMinor } of back.lines) {
          expect(amountMinor).toBeGreaterThan(0n);
          expect(amountMinor).toBeLessThanOrEqual(outstanding.get(balanceId) ?? 0n);
        }
      }),
    );
  });

  test("goes to the balance it was taken from, as far as that can take it", () => {
    const taken = {
      unappliedMinor: 5n,
      lines: [a, b, c].map((balanceId) => ({ balanceId, amountMinor: 30n })),
    };
    const outstanding = new Map([
      [a, 30n],
      [b, 10n],
      [c, -20n],
    ]);
    expect(putBack(taken, outstanding)).toEqual({
      unappliedMinor: 55n,
      lines: [
        { balanceId: a, amountMinor: 30n },
        { balanceId: b, amountMinor: 10n },
      ],
    });
    expect(putBack(taken, new Map())).toEqual({ unappliedMinor: 95n, lines: [] });
  });
});

describe("entries of money that goes back", () => {
  const spread = { unappliedMinor: 5n, lines: [{ balanceId: a, amountMinor: 30n }] };
  const refund = { ...fact, ...spread, refundId: "refund" as RefundId, memo: "Paid twice" };

  test("a refund is out of where the money came in, and is owed again", () => {
    const entry = refundMade({ ...refund, account: "stripe_clearing" });
    expect(entry).toMatchObject({
      kind: "refund",
      sourceId: "refund",
      memo: "Paid twice",
      paymentId: "payment",
    });
    expect(lines(entry)).toEqual([
      ["stripe_clearing", -35n],
      ["a", 30n],
      ["unapplied", 5n],
    ]);
    assertBalanced(entry);
  });

  test("a refund of what was on no balance touches none, and one of balances alone nothing unapplied", () => {
    expect(lines(refundMade({ ...refund, lines: [], account: "paid_elsewhere" }))).toEqual([
      ["paid_elsewhere", -5n],
      ["unapplied", 5n],
    ]);
    expect(lines(refundMade({ ...refund, unappliedMinor: 0n, account: "paid_elsewhere" }))).toEqual([
      ["paid_elsewhere", -30n],
      ["a", 30n],
    ]);
  });

  test("a refund that failed is its mirror", () => {
    const entry = refundReversed({ ...refund, account: "stripe_clearing" });
    expect(entry).toMatchObject({ kind: "refund_reversed", sourceId: "refund", memo: "Paid twice" });
    expect(lines(entry)).toEqual([
      ["stripe_clearing", 35n],
      ["a", -30n],
      ["unapplied", -5n],
    ]);
  });

  test("a chargeback carries its loss apart, and each move of it is a fact of its own", () => {
    const move = { ...fact, ...spread, chargebackId: "chargeback" as ChargebackId, move: 1, lossMinor: 7n };
    const taken = chargebackTaken(move);
    expect(taken).toMatchObject({ kind: "chargeback", sourceId: "chargeback:1", memo: null });
    expect(lines(taken)).toEqual([
      ["stripe_clearing", -42n],
      ["a", 30n],
      ["unapplied", 5n],
      ["chargebacks", 7n],
    ]);
    const returned = chargebackReturned({ ...move, move: 2 });
    expect(returned).toMatchObject({ kind: "chargeback_reversed", sourceId: "chargeback:2" });
    expect(lines(returned)).toEqual(lines(taken).map(([where, minor]) => [where, -BigInt(minor ?? 0)]));
    expect(lines(chargebackTaken({ ...move, lossMinor: 0n }))).toHaveLength(3);
    assertBalanced(taken);
    assertBalanced(returned);
  });

  test("a loss that the payment covers after all is owed again, once for each failed refund", () => {
    const id = { chargebackId: "chargeback" as ChargebackId, refundId: "refund" as RefundId };
    const entry = chargebackCovered({ ...fact, ...spread, ...id });
    expect(entry).toMatchObject({ kind: "chargeback", sourceId: "chargeback:refund", paymentId: "payment" });
    expect(lines(entry)).toEqual([
      ["chargebacks", -35n],
      ["a", 30n],
      ["unapplied", 5n],
    ]);
  });

  test("what was unapplied goes to balances in one fact of the form that asked for it", () => {
    const both = [
      { balanceId: a, amountMinor: 30n },
      { balanceId: b, amountMinor: 12n },
    ];
    const entry = unappliedApplied({ ...fact, requestId: "form", lines: both });
    expect(entry).toMatchObject({ kind: "unapplied_applied", sourceId: "form", paymentId: "payment" });
    expect(lines(entry)).toEqual([
      ["unapplied", 42n],
      ["a", -30n],
      ["b", -12n],
    ]);
    assertBalanced(entry);
  });

  test("a fee is Stripe's, in the currency Stripe settles in", () => {
    const eur = currency("EUR");
    const entry = stripeFee({ ...fact, fee: money(59n, eur) });
    expect(entry).toMatchObject({ kind: "stripe_fee", sourceId: "payment", paymentId: "payment" });
    expect(entry.postings).toMatchObject([
      { account: "stripe_fees", amount: { amountMinor: 59n, currency: eur }, debtorId: "debtor" },
      { account: "stripe_clearing", amount: { amountMinor: -59n, currency: eur }, debtorId: "debtor" },
    ]);
  });

  test("a chargeback's fee is posted with each move, and back when it is given back", () => {
    const id = { chargebackId: "chargeback" as ChargebackId, move: 2 };
    const entry = chargebackFee({ ...fact, ...id, fee: money(-1_500n, usd) });
    expect(entry).toMatchObject({ kind: "chargeback_fee", sourceId: "chargeback:2" });
    expect(lines(entry)).toEqual([
      ["stripe_fees", -1_500n],
      ["stripe_clearing", 1_500n],
    ]);
  });

  test.each([
    [
      "a refund of nothing",
      () => refundMade({ ...refund, unappliedMinor: 0n, lines: [], account: "paid_elsewhere" }),
    ],
    [
      "a line of nothing",
      () => refundMade({ ...refund, lines: [{ balanceId: a, amountMinor: 0n }], account: "paid_elsewhere" }),
    ],
    ["nothing applied", () => unappliedApplied({ ...fact, requestId: "form", lines: [] })],
    [
      "a line applied below nothing",
      () =>
        unappliedApplied({
          ...fact,
          requestId: "form",
          lines: [
            { balanceId: a, amountMinor: -1n },
            { balanceId: b, amountMinor: 5n },
          ],
        }),
    ],
  ])("%s is refused", (_what, make) => {
    expect(make).toThrow("more than nothing");
  });
});
