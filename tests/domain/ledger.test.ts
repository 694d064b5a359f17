import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocate, type AllocationTarget } from "~/domain/ledger/allocation";
import {
  assertBalanced,
  balanceImported,
  paymentReceived,
  settledElsewhere,
  type NewJournalEntry,
} from "~/domain/ledger/entries";
import type { BalanceId, DebtorId, PaymentId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { selectionKey } from "~/domain/selection";

const usd = currency("USD");
const fact = {
  debtorId: "debtor" as DebtorId,
  currency: usd,
  occurredAt: new Date("2026-03-03T10:00:00Z"),
  causedBy: "import:1",
};
const positive = fc.bigInt({ min: 1n, max: 10n ** 12n });
const balanceId = fc.uuid().map((id) => id as BalanceId);
const targets = fc
  .uniqueArray(
    fc.record(
      {
        balanceId,
        outstandingMinor: fc.bigInt({ min: 0n, max: 10n ** 9n }),
        dueOn: fc.constantFrom("2026-01-01", "2026-02-01", "2026-03-01"),
        wantedMinor: fc.option(fc.bigInt({ min: 0n, max: 10n ** 9n }), { nil: undefined }),
      },
      { requiredKeys: ["balanceId", "outstandingMinor", "dueOn"] },
    ),
    { selector: (target) => target.balanceId, maxLength: 12 },
  )
  .map((list) =>
    list.map(({ wantedMinor, ...rest }): AllocationTarget =>
      wantedMinor === undefined ? rest : { ...rest, wantedMinor },
    ),
  );

const total = (amounts: Iterable<bigint>) => [...amounts].reduce((all, amount) => all + amount, 0n);
const receivable = (entry: NewJournalEntry) =>
  total(
    entry.postings.filter(({ account }) => account === "receivable").map(({ amount }) => amount.amountMinor),
  );

describe("a journal entry", () => {
  test("sums to zero, whatever it records and however large", () => {
    fc.assert(
      fc.property(positive, balanceId, (amountMinor, id) => {
        assertBalanced(balanceImported({ ...fact, balanceId: id, amountMinor }));
        assertBalanced(settledElsewhere({ ...fact, balanceId: id, amountMinor }));
      }),
    );
  });

  test("of a payment moves each cent to a balance or to unapplied", () => {
    fc.assert(
      fc.property(targets, positive, (list, receivedMinor) => {
        const { allocations, unappliedMinor } = allocate(receivedMinor, list);
        const entry = paymentReceived({
          ...fact,
          paymentId: "payment" as PaymentId,
          receivedMinor,
          allocations,
        });
        assertBalanced(entry);
        expect(-receivable(entry) + unappliedMinor).toBe(receivedMinor);
      }),
    );
  });

  test("of what was paid elsewhere has one name for each amount paid in all, each posted once", () => {
    const id = "balance" as BalanceId;
    const named = (paidInAllMinor?: bigint) =>
      settledElsewhere({
        ...fact,
        balanceId: id,
        amountMinor: 5n,
        ...(paidInAllMinor !== undefined && { paidInAllMinor }),
      }).sourceId;
    expect([named(), named(10n), named(10n)]).toEqual([id, "balance:10", "balance:10"]);
    expect(named(25n)).toBe("balance:25");
  });

  test("has the accounts of its fact on the right sides", () => {
    const id = "balance" as BalanceId;
    const debtorId = "debtor";
    const line = (account: string, amountMinor: bigint, more = {}) => ({
      account,
      amount: { amountMinor, currency: usd },
      debtorId,
      ...more,
    });
    expect(balanceImported({ ...fact, balanceId: id, amountMinor: 70n })).toEqual({
      kind: "balance_imported",
      sourceId: id,
      occurredAt: fact.occurredAt,
      causedBy: "import:1",
      memo: null,
      paymentId: null,
      postings: [line("receivable", 70n, { balanceId: id }), line("billed", -70n)],
    });
    expect(settledElsewhere({ ...fact, balanceId: id, amountMinor: 70n })).toMatchObject({
      kind: "settled_elsewhere",
      postings: [line("paid_elsewhere", 70n), line("receivable", -70n, { balanceId: id })],
    });
    const paymentId = "payment" as PaymentId;
    const allocations = [{ balanceId: id, amountMinor: 50n }];
    expect(paymentReceived({ ...fact, paymentId, receivedMinor: 70n, allocations })).toMatchObject({
      kind: "payment_received",
      sourceId: "payment",
      paymentId,
      postings: [
        line("stripe_clearing", 70n),
        line("receivable", -50n, { balanceId: id }),
        line("unapplied", -20n),
      ],
    });
  });

  test.each([0n, -5n])("of %s received is refused before anything is spread", (receivedMinor) => {
    const payment = { ...fact, paymentId: "p" as PaymentId, receivedMinor, allocations: [] };
    expect(() => paymentReceived(payment)).toThrow(/more than nothing/);
  });

  test("of nothing, or of less than nothing, cannot be made", () => {
    const id = "balance" as BalanceId;
    for (const amountMinor of [0n, -1n]) {
      expect(() => balanceImported({ ...fact, balanceId: id, amountMinor })).toThrow(/more than nothing/);
      expect(() => settledElsewhere({ ...fact, balanceId: id, amountMinor })).toThrow(/more than nothing/);
      const allocations = [{ balanceId: id, amountMinor }];
      expect(() =>
        paymentReceived({ ...fact, paymentId: "p" as PaymentId, receivedMinor: 1n, allocations }),
      ).toThrow();
    }
  });

  test("cannot allocate more than was received", () => {
    const allocations = [{ balanceId: "balance" as BalanceId, amountMinor: 101n }];
    expect(() =>
      paymentReceived({ ...fact, paymentId: "p" as PaymentId, receivedMinor: 100n, allocations }),
    ).toThrow(/beyond/);
  });

  test("that is off by a cent, empty, or has an empty line is refused", () => {
    const good = balanceImported({ ...fact, balanceId: "balance" as BalanceId, amountMinor: 100n });
    const [first, second] = good.postings;
    if (!first || !second) throw new Error("An entry has two sides.");
    const off = { ...second, amount: { ...second.amount, amountMinor: -99n } };
    expect(() => assertBalanced({ ...good, postings: [first, off] })).toThrow(/off by 1 USD/);
    expect(() => assertBalanced({ ...good, postings: [] })).toThrow(/no postings/);
    const nothing = { ...first, amount: { ...first.amount, amountMinor: 0n } };
    expect(() => assertBalanced({ ...good, postings: [nothing] })).toThrow(/posting of nothing/);
    const euros = { ...second, amount: { ...second.amount, currency: currency("EUR") } };
    expect(() => assertBalanced({ ...good, postings: [first, euros] })).toThrow(/off by/);
  });
});

describe("allocation", () => {
  test("loses no cent, invents none, and gives no balance more than is outstanding on it", () => {
    fc.assert(
      fc.property(targets, fc.bigInt({ min: 0n, max: 10n ** 10n }), (list, receivedMinor) => {
        const { allocations, unappliedMinor } = allocate(receivedMinor, list);
        expect(total(allocations.map(({ amountMinor }) => amountMinor)) + unappliedMinor).toBe(receivedMinor);
        expect(unappliedMinor >= 0n).toBe(true);
        for (const { balanceId: id, amountMinor } of allocations) {
          const target = list.find((one) => one.balanceId === id);
          expect(amountMinor > 0n && amountMinor <= (target?.outstandingMinor ?? -1n)).toBe(true);
        }
      }),
    );
  });

  test("leaves something unapplied only when nothing is left to pay", () => {
    fc.assert(
      fc.property(targets, positive, (list, receivedMinor) => {
        const outstanding = total(list.map(({ outstandingMinor }) => outstandingMinor));
        const { unappliedMinor } = allocate(receivedMinor, list);
        expect(unappliedMinor).toBe(receivedMinor > outstanding ? receivedMinor - outstanding : 0n);
      }),
    );
  });

  test("gives the same answer in whatever order the balances are handed over", () => {
    fc.assert(
      fc.property(targets, positive, (list, receivedMinor) => {
        expect(allocate(receivedMinor, [...list].reverse())).toEqual(allocate(receivedMinor, list));
      }),
    );
  });

  test("serves the oldest due first, and of one day the same one each time", () => {
    const due = (id: string, dueOn: string) => ({ balanceId: id as BalanceId, outstandingMinor: 10n, dueOn });
    const old = due("z", "2026-01-01");
    const list = [due("c", "2026-03-01"), due("b", "2026-02-01"), due("a", "2026-02-01"), old];
    const order = allocate(35n, list).allocations.map(({ balanceId: id, amountMinor }) => [id, amountMinor]);
    expect(order).toEqual([
      ["z", 10n],
      ["a", 10n],
      ["b", 10n],
      ["c", 5n],
    ]);
  });

  test("serves what was asked for first, then the oldest", () => {
    const [old, young] = ["a", "b"] as [BalanceId, BalanceId];
    const list: AllocationTarget[] = [
      { balanceId: young, outstandingMinor: 100n, dueOn: "2026-02-01", wantedMinor: 60n },
      { balanceId: old, outstandingMinor: 100n, dueOn: "2026-01-01" },
    ];
    expect(allocate(100n, list)).toEqual({
      allocations: [
        { balanceId: young, amountMinor: 60n },
        { balanceId: old, amountMinor: 40n },
      ],
      unappliedMinor: 0n,
    });
  });
});

describe("the key of a selection", () => {
  const selected = [
    { balanceId: "a" as BalanceId, outstandingMinor: 100n },
    { balanceId: "b" as BalanceId, outstandingMinor: 250n },
  ];
  test("is a digest that a later version makes again, so that it finds an open session", () => {
    const digest = (...lines: string[]) => createHash("sha256").update(lines.join("\n")).digest("base64url");
    expect(selectionKey(usd, selected)).toBe(digest("USD", "a=100", "b=250"));
    const part = selected.map((one) => ({ ...one, wantedMinor: 40n }));
    expect(selectionKey(usd, part, ["keep_card"])).toBe(digest("USD", "a=100/40", "b=250/40", "keep_card"));
  });
  test("is the same in any order", () => {
    expect(selectionKey(usd, [...selected].reverse())).toBe(selectionKey(usd, selected));
  });
  test("changes with what is wanted of a balance, and with how it is asked for", () => {
    const wanting = (wantedMinor: bigint) =>
      selected.map((one, at) => (at === 0 ? { ...one, wantedMinor } : one));
    const keys = [
      selectionKey(usd, selected),
      selectionKey(usd, wanting(40n)),
      selectionKey(usd, wanting(41n)),
      selectionKey(usd, selected, ["keep_card"]),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(selectionKey(usd, wanting(100n))).toBe(selectionKey(usd, selected));
    expect(selectionKey(usd, selected)).toMatch(/^[\w-]{43}$/);
  });
  test("changes with an amount, a balance or the currency", () => {
    const key = selectionKey(usd, selected);
    expect(selectionKey(currency("EUR"), selected)).not.toBe(key);
    expect(selectionKey(usd, selected.slice(0, 1))).not.toBe(key);
    expect(
      selectionKey(
        usd,
        selected.map((one) => ({ ...one, outstandingMinor: one.outstandingMinor - 1n })),
      ),
    ).not.toBe(key);
  });
});
