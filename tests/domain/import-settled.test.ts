import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BalanceId, DebtorId } from "~/domain/ids";
import { type StoredBalance, compareBalance } from "~/domain/import/outcome/compare-balances";
import type { ParsedBalance } from "~/domain/import/rows/read-balances";
import { currency } from "~/domain/money";

const usd = currency("USD");
const debtorId = "debtor" as DebtorId;
const here: StoredBalance = {
  id: "balance" as BalanceId,
  reference: "0001",
  debtorId,
  issuedOn: "2026-01-05",
  dueOn: "2026-02-04",
  currency: usd,
  amountMinor: 5_990n,
  outstandingMinor: 5_990n,
  takenBackMinor: 0n,
};

function rowOf(stored: StoredBalance, paidMinor: bigint): ParsedBalance {
  const { reference, issuedOn, dueOn, amountMinor } = stored;
  const reached = { name: "Ann Lee", email: null, phone: null, language: null, timeZone: null };
  const contact = { ...reached, country: null, region: null, postalCode: null, kind: null };
  const settled = paidMinor === 0n ? null : { on: "2026-03-01", amountMinor: paidMinor };
  const about = { row: 2, reference, debtorReference: "D1", contact, description: null };
  return { ...about, issuedOn, dueOn, amountMinor, currency: usd, settled };
}

/** A file that says this share of the amount was paid, or a payment of this share of what is left. */
const step = fc.record({
  by: fc.constantFrom("file", "tenfold"),
  percent: fc.integer({ min: 0, max: 100 }),
});

describe("a row of a balance that is already here", () => {
  it("leads to the most that anyone knows to be paid, in whatever order, and no cent beyond", () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(amount, fc.array(step, { maxLength: 12 }), (amountMinor, steps) => {
        let balance: StoredBalance = { ...here, amountMinor, outstandingMinor: amountMinor };
        const postedOnce = new Set<bigint>();
        for (const { by, percent } of steps) {
          const paidBefore = amountMinor - balance.outstandingMinor;
          const share = (of: bigint) => (of * BigInt(percent)) / 100n;
          let paidNow = paidBefore;
          if (by === "tenfold") paidNow += share(balance.outstandingMinor);
          else {
            const row = rowOf(balance, share(amountMinor));
            const comparison = compareBalance(row, debtorId, balance);
            if (comparison.kind === "paid_since") {
              expect(postedOnce.has(comparison.paidInAllMinor)).toBe(false);
              postedOnce.add(comparison.paidInAllMinor);
              paidNow += comparison.amountMinor;
            }
            const said = share(amountMinor);
            expect(paidNow).toBe(said > paidBefore ? said : paidBefore);
            const after = { ...balance, outstandingMinor: amountMinor - paidNow };
            expect(compareBalance(row, debtorId, after)).toEqual({ kind: "agrees" });
          }
          balance = { ...balance, outstandingMinor: amountMinor - paidNow };
          expect(balance.outstandingMinor >= 0n).toBe(true);
        }
      }),
    );
  });

  it("never settles more than is outstanding, even should the row say that more than all was paid", () => {
    const most = compareBalance(rowOf(here, 7_000n), debtorId, here);
    expect(most).toMatchObject({ kind: "paid_since", amountMinor: 5_990n });
    const overpaid = { ...here, outstandingMinor: -10n };
    expect(compareBalance(rowOf(here, 7_000n), debtorId, overpaid)).toEqual({ kind: "agrees" });
  });

  it("holds a row against what was paid before money went back, and settles only what is beyond it", () => {
    const back = { ...here, amountMinor: 10_000n, outstandingMinor: 10_000n, takenBackMinor: 4_000n };
    const row = (paidMinor: bigint) => ({ ...rowOf(back, paidMinor), amountMinor: 10_000n });
    expect(compareBalance(row(4_000n), debtorId, back)).toEqual({ kind: "taken_back" });
    expect(compareBalance(row(4_600n), debtorId, back)).toMatchObject({ amountMinor: 600n });
  });

  it.each([
    ["another debtor", rowOf(here, 5_990n), "other" as DebtorId, "another debtor owes it"],
    ["a debtor who is not here", rowOf(here, 5_990n), null, "another debtor owes it"],
    ["another amount", { ...rowOf(here, 100n), amountMinor: 100n }, debtorId, "the amount is 59.90 USD"],
    [
      "another currency",
      { ...rowOf(here, 5_990n), currency: currency("EUR") },
      debtorId,
      "the amount is 59.90 USD",
    ],
    [
      "another issue date",
      { ...rowOf(here, 1n), issuedOn: "2026-01-06" },
      debtorId,
      "it was issued on 2026-01-05",
    ],
    ["another due date", { ...rowOf(here, 1n), dueOn: "2026-02-05" }, debtorId, "it is due on 2026-02-04"],
  ])("settles nothing when it speaks of %s", (_what, row, who, says) => {
    expect(compareBalance(row, who, here)).toEqual({ kind: "differs", says });
  });
});
