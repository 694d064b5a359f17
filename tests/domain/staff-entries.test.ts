import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endingOf, paidMinor } from "~/domain/balance-standing";
import type { AdjustmentId, BalanceId, DebtorId, PaymentId } from "~/domain/ids";
import { adjustmentSchema, offlinePaymentSchema } from "~/domain/ledger/adjustment-form";
import { assertBalanced, type NewJournalEntry } from "~/domain/ledger/entries";
import { readJournalRange, startOfDay } from "~/domain/ledger/journal-range";
import {
  adjusted,
  adjustmentReversed,
  offlinePayment,
  offlinePaymentReversed,
} from "~/domain/ledger/staff-entries";
import { currency, money } from "~/domain/money";
import { readWrittenAmount, writeAmount } from "~/domain/pay-link/written-amount";
import { offlineMethodName } from "~/domain/payment-method";
import { adjustmentKinds } from "~/domain/vocabulary";

const usd = currency("USD");
const fact = {
  debtorId: "d" as DebtorId,
  currency: usd,
  occurredAt: new Date("2026-11-22T12:00:00Z"),
  causedBy: "staff:1",
  memo: "as agreed",
};
const balanceId = "b" as BalanceId;
const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });

function linesOf(entry: NewJournalEntry): string[] {
  return entry.postings.map(({ account, amount: { amountMinor } }) => `${account} ${amountMinor}`);
}

describe("what a person records by hand", () => {
  test("is posted as money paid elsewhere, with what no balance takes unapplied", () => {
    const entry = offlinePayment({
      ...fact,
      paymentId: "p" as PaymentId,
      receivedMinor: 6_000n,
      allocations: [{ balanceId, amountMinor: 4_500n }],
    });
    expect(entry).toMatchObject({ kind: "offline_payment", sourceId: "p", memo: "as agreed" });
    expect(linesOf(entry)).toEqual(["paid_elsewhere 6000", "receivable -4500", "unapplied -1500"]);
  });

  test("is never allocated beyond what was received", () => {
    const allocations = [{ balanceId, amountMinor: 101n }];
    const payment = { ...fact, paymentId: "p" as PaymentId, receivedMinor: 100n, allocations };
    expect(() => offlinePayment(payment)).toThrow("beyond what was received");
  });

  test.each([
    ["credit", "credits"],
    ["write_off", "write_offs"],
  ] as const)("is posted as a %s against the balance", (kind, account) => {
    const entry = adjusted({
      ...fact,
      kind,
      balanceId,
      amountMinor: 700n,
      adjustmentId: "a" as AdjustmentId,
    });
    expect(entry).toMatchObject({ kind, sourceId: "a", memo: "as agreed" });
    expect(linesOf(entry)).toEqual([`${account} 700`, "receivable -700"]);
  });

  test("balances, and is undone line for line by its reversal, whatever the amount", () => {
    fc.assert(
      fc.property(amount, amount, fc.constantFrom(...adjustmentKinds), (received, part, kind) => {
        const allocated = part > received ? received : part;
        const allocations = [{ balanceId, amountMinor: allocated }];
        const payment = { ...fact, paymentId: "p" as PaymentId, receivedMinor: received, allocations };
        const one = { ...fact, kind, balanceId, amountMinor: part, adjustmentId: "a" as AdjustmentId };
        const pairs: [NewJournalEntry, NewJournalEntry][] = [
          [offlinePayment(payment), offlinePaymentReversed(payment)],
          [adjusted(one), adjustmentReversed(one)],
        ];
        for (const [made, reversed] of pairs) {
          assertBalanced(made);
          assertBalanced(reversed);
          expect(reversed.kind).toBe(`${made.kind}_reversed`);
          expect(reversed.sourceId).toBe(made.sourceId);
          const negated = reversed.postings.map((posting) => -posting.amount.amountMinor);
          expect(negated).toEqual(made.postings.map((posting) => posting.amount.amountMinor));
          const accounts = (entry: NewJournalEntry) => entry.postings.map(({ account }) => account);
          expect(accounts(reversed)).toEqual(accounts(made));
        }
      }),
    );
  });

  test.each([0n, -1n])("is never of %s", (amountMinor) => {
    const one = {
      ...fact,
      kind: "credit",
      balanceId,
      amountMinor,
      adjustmentId: "a" as AdjustmentId,
    } as const;
    expect(() => adjusted(one)).toThrow("more than nothing");
  });
});

describe("how a balance came to its end", () => {
  test.each([
    ["settled", { creditedMinor: 0n, writtenOffMinor: 0n }],
    ["settled", { creditedMinor: 99n, writtenOffMinor: 0n }],
    ["credited", { creditedMinor: 100n, writtenOffMinor: 0n }],
    ["written_off", { creditedMinor: 0n, writtenOffMinor: 100n }],
    ["written_off", { creditedMinor: 40n, writtenOffMinor: 60n }],
    ["part_written_off", { creditedMinor: 0n, writtenOffMinor: 60n }],
  ] as const)("is %s only by what was paid, credited and written off", (ending, parts) => {
    expect(endingOf({ amountMinor: 100n, outstandingMinor: 0n, ...parts })).toBe(ending);
  });

  test("counts as paid only what is neither outstanding nor taken off", () => {
    const parts = { amountMinor: 100n, outstandingMinor: 30n, creditedMinor: 20n, writtenOffMinor: 10n };
    expect(paidMinor(parts)).toBe(40n);
  });
});

describe("the forms", () => {
  const schema = offlinePaymentSchema({ today: "2026-11-22", language: "en-US" });
  const written = {
    requestId: "0199d7a0-0000-7000-8000-000000000000",
    amount: "$1,234.50",
    currency: "USD",
    method: "cheque",
    receivedOn: "2026-11-20",
  };
  const problemsOf = (form: Record<string, string>) =>
    schema.safeParse(form).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];

  test("read a payment as it was written, to the cent", () => {
    expect(schema.parse({ ...written, emailReceipt: "yes" })).toMatchObject({
      amountMinor: 123_450n,
      method: "cheque",
      receivedOn: "2026-11-20",
      note: null,
      emailReceipt: true,
      keepRest: false,
    });
  });

  test.each([
    [{ amount: "a lot" }, "amount: Write an amount such as $20.00."],
    [{ amount: "0" }, "amount: Write an amount such as $20.00."],
    [{ amount: "-5" }, "amount: Write an amount such as $20.00."],
    [{ method: "stripe" }, "method: Choose how it was paid."],
    [{ receivedOn: "2026-11-23" }, "receivedOn: A payment cannot have been received after today."],
    [{ receivedOn: "0206-11-20" }, "receivedOn: That day is too long ago."],
    [{ receivedOn: "20 November" }, "receivedOn: Choose the day it was received."],
    [{ note: "x".repeat(201) }, "note: Use at most 200 letters."],
  ])("say at the field what is wrong with %j", (change, problem) => {
    expect(problemsOf({ ...written, ...change })).toEqual([problem]);
  });

  test("take a credit only with a reason", () => {
    const { requestId, amount: text } = written;
    const form = { requestId, amount: text, currency: "USD", kind: "credit", reason: "  " };
    const parsed = adjustmentSchema({ language: "en-US" }).safeParse(form);
    expect(parsed.error?.issues).toMatchObject([{ path: ["reason"], message: "Say in a few words why." }]);
  });

  test("begin with an amount that is read back exactly, in every language and currency", () => {
    const languages = ["en-US", "en-GB", "de-DE", "de-CH", "fr-FR", "es", "sv-SE", "ar-EG", "hi-IN", "fa-IR"];
    fc.assert(
      fc.property(
        amount,
        fc.constantFrom(...languages),
        fc.constantFrom("USD", "JPY", "KWD"),
        (amountMinor, language, code) => {
          const text = writeAmount(money(amountMinor, currency(code)), language);
          expect(readWrittenAmount(text, currency(code))).toBe(amountMinor);
        },
      ),
    );
    expect(writeAmount(money(123_450n, currency("EUR")), "de-DE")).toBe("1234,50");
  });
});

test.each([
  ["en-US", "Check"],
  ["en", "Check"],
  ["en-GB", "Cheque"],
  ["de", "Cheque"],
])("a cheque is called what the vendor's own %s calls it", (language, name) => {
  expect(offlineMethodName("cheque", language)).toBe(name);
});

describe("the days of a journal", () => {
  test("are open where a field was left empty", () => {
    const { range } = readJournalRange(new URLSearchParams("from=&to=2026-11-22"));
    expect(range).toEqual({ from: null, to: "2026-11-22" });
  });

  test.each([
    ["from=2026-11-23&to=2026-11-22", "The first day is after the last."],
    ["from=yesterday", "The first day is not a date."],
    ["to=2026-02-30", "The last day is not a date."],
  ])("are refused in a sentence when they are %s", (search, problem) => {
    expect(readJournalRange(new URLSearchParams(search))).toEqual({ range: null, problem });
  });

  test("begin when they begin for the vendor, also where a day has no midnight", () => {
    expect(startOfDay("2026-11-22", "America/New_York").toISOString()).toBe("2026-11-22T05:00:00.000Z");
    // Clocks in São Paulo went from midnight to one in the morning on this day.
    expect(startOfDay("2018-11-04", "America/Sao_Paulo").toISOString()).toBe("2018-11-04T03:00:00.000Z");
  });
});
