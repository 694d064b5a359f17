import { v7 as uuid } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "csv-parse/sync";
import { exportEffect } from "~/services/effect/export-effect.server";
import { readEffectOfPeriod, readEffectRows } from "~/services/effect/read-effect.server";
import type { EffectRow } from "~/domain/effect/facts";
import type { CadenceId, DebtorId, PaymentId, TemplateId, VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { cadences, templates } from "~db/schema";
import { makeBalance, makePayment } from "~tests/factories/balance";
import { makeCall, makeCheckoutThrough, makeSentMessage } from "~tests/factories/contacts";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const now = new Date("2026-06-30T15:00:00Z");
const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
const database = useDatabase();

async function pay(
  vendorId: VendorId,
  debtorId: DebtorId,
  { minor, at, code = "USD" }: { minor: bigint; at: Date; code?: string },
): Promise<PaymentId> {
  const { db } = database;
  const balanceId = await makeBalance(db, {
    vendorId,
    debtorId,
    amountMinor: minor,
    currency: currency(code),
  });
  return makePayment(db, {
    vendorId,
    debtorId,
    receivedMinor: minor,
    allocated: [{ balanceId, amountMinor: minor }],
    receivedAt: at,
    currency: currency(code),
  });
}

async function makeCadence(vendorId: VendorId, name: string): Promise<CadenceId> {
  const id = uuid() as CadenceId;
  await database.db.asVendor(vendorId, (tx) => tx.insert(cadences).values({ vendorId, id, name }));
  return id;
}

async function makeTemplate(vendorId: VendorId, version: number): Promise<TemplateId> {
  const id = uuid() as TemplateId;
  const name = { key: "overdue", channel: "email", language: "en" } as const;
  await database.db.asVendor(vendorId, (tx) =>
    tx.insert(templates).values({ vendorId, id, ...name, version, subject: "Hello", body: "Hello" }),
  );
  return id;
}

/** A row as the hand-computed tables below have it. */
function told(row: EffectRow) {
  const { of, sent, delivered, opened, machineOpened, clicked, paid, costMicros, collected } = row;
  const name = of.step
    ? `${of.step.cadenceName} ${of.step.isAfterAnswer ? "answer " : ""}${of.step.stageDays}`
    : of.purpose;
  const money = collected.map((one) => `${one.amountMinor} ${one.currency} in ${one.payments}`).join(", ");
  const counts = [sent, delivered, opened, machineOpened, clicked, paid].join("/");
  return `${name} ${of.channel}: ${counts} for ${costMicros}: ${money}`;
}

describe("the effect of messages and calls", () => {
  let vendor: Vendor;
  beforeAll(async () => {
    const { db } = database;
    vendor = await makeVendor(db);
    const vendorId = vendor.id;
    const friendly = await makeCadence(vendorId, "Friendly");
    const [first, second] = [await makeTemplate(vendorId, 1), await makeTemplate(vendorId, 2)];
    const [ana, bo, cy, dee] = await Promise.all(
      Array.from({ length: 4 }, () => makeDebtor(db, { vendorId })),
    );
    if (!ana || !bo || !cy || !dee) throw new Error("Four debtors were to be made.");
    const step = (stageDays: number, isAfterAnswer = false) => ({
      cadenceId: friendly,
      stageDays,
      isAfterAnswer,
    });
    const email = { vendorId, costMicros: 400 };

    // Ana pays two days after her second message, three after her first: the second takes the credit.
    await makeSentMessage(db, {
      ...email,
      debtorId: ana.id,
      at: daysAgo(20),
      step: step(1),
      templateId: first,
    });
    const text = await makeSentMessage(db, {
      vendorId,
      debtorId: ana.id,
      at: daysAgo(19),
      step: step(4),
      channel: "sms",
      costMicros: 16_600,
      state: "delivered",
      deliveredAt: daysAgo(19),
    });
    await makeCheckoutThrough(db, { vendorId, debtorId: ana.id, messageId: text, at: daysAgo(17) });
    await makeCheckoutThrough(db, { vendorId, debtorId: ana.id, messageId: text, at: daysAgo(17) });
    await pay(vendorId, ana.id, { minor: 4_500n, at: daysAgo(17) });
    // A second payment in the week is the same message's; its receipt in between takes nothing away.
    await makeSentMessage(db, { ...email, debtorId: ana.id, at: daysAgo(17), purpose: "receipt" });
    const returned = await pay(vendorId, ana.id, { minor: 1_000n, at: daysAgo(13) });
    await database.admin`update payments set refunded_minor = 300 where id = ${returned}`;
    // A week and a day after the text: nobody's.
    await pay(vendorId, ana.id, { minor: 700n, at: daysAgo(11) });

    // Bo opened, a proxy fetched first, and he paid in another currency seven days later less a moment.
    await makeSentMessage(db, {
      ...email,
      debtorId: bo.id,
      at: daysAgo(10),
      step: step(1),
      templateId: second,
      state: "delivered",
      deliveredAt: daysAgo(10),
      openedAt: daysAgo(9),
      machineOpenedAt: daysAgo(10),
    });
    await pay(vendorId, bo.id, { minor: 9_900n, at: new Date(daysAgo(3).getTime() - 1), code: "EUR" });
    // Seven days to the moment are too late.
    await makeSentMessage(db, {
      ...email,
      debtorId: cy.id,
      at: daysAgo(9),
      step: step(1),
      templateId: second,
    });
    await pay(vendorId, cy.id, { minor: 5_000n, at: daysAgo(2) });
    // He was called afterwards, promised, and paid within the hour; another call found nobody.
    await makeCall(db, {
      vendorId,
      debtorId: cy.id,
      at: daysAgo(1.5),
      step: step(0, true),
      outcome: "promise",
    });
    await pay(vendorId, cy.id, { minor: 250n, at: daysAgo(1.4) });
    await makeCall(db, {
      vendorId,
      debtorId: dee.id,
      at: daysAgo(1),
      step: step(0, true),
      outcome: "no_answer",
    });
    // By hand, and a fresh link; queued, held and failed ones never went out.
    await makeSentMessage(db, { ...email, debtorId: dee.id, at: daysAgo(8), templateId: second });
    await makeSentMessage(db, { ...email, debtorId: dee.id, at: daysAgo(6), purpose: "fresh_link" });
    for (const state of ["queued", "held", "failed", "unknown"] as const)
      await makeSentMessage(db, { ...email, debtorId: dee.id, at: daysAgo(5), state, sentAt: null });
    // A payment that failed, and one that a person took back, brought nothing.
    const [failed, back] = [
      await pay(vendorId, dee.id, { minor: 80_000n, at: daysAgo(5) }),
      await pay(vendorId, dee.id, { minor: 90_000n, at: daysAgo(5) }),
    ];
    await database.admin`update payments set state = 'failed' where id = ${failed}`;
    await database.admin`update payments set state = 'canceled' where id = ${back}`;
    // Long ago, with a payment then.
    await makeSentMessage(db, {
      ...email,
      debtorId: dee.id,
      at: daysAgo(200),
      step: step(1),
      templateId: first,
    });
    await pay(vendorId, dee.id, { minor: 60_000n, at: daysAgo(199) });

    // Another vendor's month.
    const other = await makeVendor(db);
    const theirs = await makeDebtor(db, { vendorId: other.id });
    await makeSentMessage(db, { vendorId: other.id, debtorId: theirs.id, at: daysAgo(3), costMicros: 1 });
    await pay(other.id, theirs.id, { minor: 123n, at: daysAgo(2) });
  });

  test("is what was worked out by hand, step by step", async () => {
    const { byStep, total, uncredited } = await readEffectOfPeriod(database, { vendor, period: 30, now });
    expect(byStep.map(told)).toEqual([
      "Friendly 1 email: 3/1/1/1/0/1 for 1200: 9900 EUR in 1",
      "Friendly 4 sms: 1/1/0/0/1/1 for 16600: 5200 USD in 2",
      "Friendly answer 0 call: 2/1/0/0/0/1 for 0: 250 USD in 1",
      "reminder email: 1/0/0/0/0/0 for 400: ",
      "fresh_link email: 1/0/0/0/0/0 for 400: ",
    ]);
    expect(total).toMatchObject({ sent: 8, delivered: 3, opened: 1, machineOpened: 1, clicked: 1, paid: 3 });
    expect(total.costMicros).toBe(18_600n);
    expect(total.collected).toEqual([
      { currency: "EUR", payments: 1, amountMinor: 9_900n },
      { currency: "USD", payments: 3, amountMinor: 5_450n },
    ]);
    expect(uncredited).toEqual([{ currency: "USD", payments: 2, amountMinor: 5_700n }]);
  });

  test("keeps the versions of a template apart", async () => {
    const rows = await readEffectRows(database, { vendor, period: 30, now, by: "template" });
    const named = rows.map(({ of, sent, paid }) => [
      of.template?.key,
      of.template?.version,
      of.channel,
      sent,
      paid,
    ]);
    expect(named).toEqual([
      ["call-first", null, "call", 2, 1],
      ["overdue", 2, "email", 3, 1],
      ["overdue", 1, "email", 1, 0],
      [undefined, undefined, "email", 1, 0],
      [undefined, undefined, "sms", 1, 1],
    ]);
  });

  test("of all time has what is older, and of ninety days has not", async () => {
    const all = await readEffectOfPeriod(database, { vendor, period: null, now });
    expect(all.total.sent).toBe(9);
    expect(all.total.collected[1]).toEqual({ currency: "USD", payments: 4, amountMinor: 65_450n });
    const ninety = await readEffectOfPeriod(database, { vendor, period: 90, now });
    expect(ninety.total.sent).toBe(8);
  });

  test.each(["step", "template"] as const)("is exported by %s as it is shown, and adds up", async (by) => {
    const { total } = await readEffectOfPeriod(database, { vendor, period: 30, now });
    const csv = await exportEffect(database, { vendor, by, period: 30, now });
    const [header = [], ...lines] = parse(csv, { bom: true });
    expect(header.slice(-4)).toEqual([
      "cost USD",
      "messages of unknown cost",
      "collected EUR",
      "collected USD",
    ]);
    const sum = (column: string) =>
      lines.reduce((added, line) => added + Number(line[header.indexOf(column)]), 0);
    expect([sum("sent"), sum("delivered"), sum("clicked pay"), sum("paid in 7 days")]).toEqual([
      total.sent,
      total.delivered,
      total.clicked,
      total.paid,
    ]);
    expect(sum("cost USD")).toBeCloseTo(0.0186, 9);
    expect([sum("collected EUR"), sum("collected USD")]).toEqual([99, 54.5]);
  });

  test("takes off what a card’s bank took back", async () => {
    const { db } = database;
    const one = await makeVendor(db);
    const debtor = await makeDebtor(db, { vendorId: one.id });
    await makeSentMessage(db, { vendorId: one.id, debtorId: debtor.id, at: daysAgo(3) });
    const paymentId = await pay(one.id, debtor.id, { minor: 2_000n, at: daysAgo(2) });
    await database.admin`
      insert into chargebacks (vendor_id, id, debtor_id, payment_id, stripe_dispute_id, state, currency,
        amount_minor, withdrawn_minor, reason, opened_at)
      values (${one.id}, ${uuid()}, ${debtor.id}, ${paymentId}, 'dp_1', 'open', 'USD', 2000, 2000,
        'fraudulent', ${now})`;
    const { total } = await readEffectOfPeriod(database, { vendor: one, period: 30, now });
    expect(total).toMatchObject({ paid: 1, collected: [{ currency: "USD", payments: 1, amountMinor: 0n }] });
  });

  test("of a vendor who sent nothing is nothing", async () => {
    const one = await makeVendor(database.db);
    const { byStep, byTemplate, total, uncredited } = await readEffectOfPeriod(database, {
      vendor: one,
      period: null,
      now,
    });
    expect([byStep, byTemplate, uncredited]).toEqual([[], [], []]);
    expect(total).toMatchObject({ sent: 0, costMicros: 0n, collected: [] });
  });
});
