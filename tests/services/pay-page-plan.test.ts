import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { instalments, plans } from "~db/schema";
import { get, openPortal, press, textOf, type Portal } from "~tests/factories/pay-page";
import { agree, makePlan, makeSplitter, openPlanDesk, type PlanDesk } from "~tests/factories/plan-desk";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
let desk: PlanDesk;
let portal: Portal;

beforeAll(async () => {
  desk = await openPlanDesk(database.db);
  portal = await openPortal(database.url, desk.stripe, desk.now());
});
afterAll(async () => {
  await portal.app.db.close();
  await desk.close();
});
beforeEach(() => {
  portal.clock.now = desk.now();
});

/** What the form on a page would send: its hidden fields and the ticks. */
async function fieldsOf(page: Response): Promise<Record<string, string[]>> {
  const fields: Record<string, string[]> = {};
  const html = await page.clone().text();
  for (const [input] of html.matchAll(/<input[^>]*type="(?:hidden|checkbox)"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    const value = /value="([^"]*)"/.exec(input)?.[1] ?? "";
    if (name && name !== "keep") (fields[name] ??= []).push(value);
  }
  return fields;
}

const choice = { count: "3", frequency: "fortnightly" };

describe("splitting it on the page", () => {
  test("is offered as a quiet row, shown whole, and begun on Stripe's page, without a script", async () => {
    const { token, vendorId } = await makeSplitter(desk);
    const page = await get(token);
    expect(await textOf(page)).toContain("Split it into instalments");
    const shown = await press(token, "split", { ...(await fieldsOf(page)), ...choice });
    const text = await textOf(shown);
    for (const said of ["1. Today", "$33.34", "$33.33", "tried again 3 days later", "7 days after that"])
      expect(text).toContain(said);
    expect(text).toContain("By agreeing you let Harbour Street Dental keep the card");
    expect(text).toContain("at least 2 days before");
    expect((await shown.arrayBuffer()).byteLength).toBeLessThanOrEqual(13_000);
    const again = await press(token, "split", { ...(await fieldsOf(page)), ...choice });
    const agreed = await press(token, "split_agree", await fieldsOf(again));
    expect(agreed.status).toBe(303);
    expect(agreed.headers.get("Location")).toContain(desk.stripe.url);
    const rows = await database.db.asVendor(vendorId, (tx) => tx.select().from(instalments));
    expect(rows.map(({ amountMinor }) => amountMinor).sort()).toEqual([3_333n, 3_333n, 3_334n]);
  });

  test("says the schedule of retries that a weekly plan has", async () => {
    const { token } = await makeSplitter(desk);
    const fields = await fieldsOf(await get(token));
    const shown = await press(token, "split", { ...fields, count: "2", frequency: "weekly" });
    expect(await textOf(shown)).toContain("once more 3 days after that");
  });

  test("speaks Spanish to whoever does", async () => {
    const { token } = await makeSplitter(desk, { debtor: { language: "es-US" } });
    const page = await get(token);
    expect(await textOf(page)).toContain("Pagar a plazos");
    const shown = await press(token, "split", { ...(await fieldsOf(page)), ...choice });
    expect(await textOf(shown)).toContain("Al aceptar permite que Harbour Street Dental guarde");
  });

  test("fits the first round trip with the row that offers it", async () => {
    const { token } = await makeSplitter(desk, { amountsMinor: [3_000n, 4_000n, 5_000n] });
    const page = await get(token, { headers: { "Accept-Encoding": "gzip" } });
    expect((await page.arrayBuffer()).byteLength).toBeLessThanOrEqual(14_000);
  });

  test("is not offered where the vendor offers none, for too little, or while one is disputed", async () => {
    const none = { planMaxInstalments: null, planMinimumMinor: null };
    const unoffered = [
      await makeSplitter(desk, { vendor: none }),
      await makeSplitter(desk, { amountsMinor: [1_999n] }),
    ];
    const disputed = await makeSplitter(desk);
    await press(disputed.token, "dispute", { note: "It was half of that." });
    for (const { token } of [...unoffered, disputed]) {
      expect(await textOf(await get(token))).not.toContain("Split it into instalments");
      const fields = { ...(await fieldsOf(await get(token))), ...choice };
      expect((await press(token, "split", fields)).status).toBe(422);
      expect(
        (await press(token, "split_agree", { ...fields, total: "1999", first: "2026-01-01" })).status,
      ).toBe(422);
    }
  });

  test.each([
    ["the sum", { total: "9999" }],
    ["the first day", { first: "2020-01-01" }],
    ["no sum at all", { total: "" }],
  ])("agrees to nothing but what it showed: not with another value for %s", async (_, forged) => {
    const { token, vendorId } = await makeSplitter(desk);
    const shown = await press(token, "split", { ...(await fieldsOf(await get(token))), ...choice });
    const agreed = await press(token, "split_agree", { ...(await fieldsOf(shown)), ...forged });
    expect(agreed.status).toBe(409);
    expect(await textOf(agreed)).toContain("This is the plan as it would be now");
    expect(await database.db.asVendor(vendorId, (tx) => tx.select().from(plans))).toEqual([]);
  });

  test.each([
    ["too many instalments", { count: "7", frequency: "monthly" }],
    ["one", { count: "1", frequency: "monthly" }],
    ["a word for a number", { count: "many", frequency: "monthly" }],
  ])("refuses %s with a sentence, and nothing is taken", async (_, wrong) => {
    const { token } = await makeSplitter(desk);
    const page = await press(token, "split", { ...(await fieldsOf(await get(token))), ...wrong });
    expect(page.status).toBe(422);
    expect(await textOf(page)).toContain("It cannot be split like that");
  });

  test("leaves the page as it was until the first instalment is paid", async () => {
    const splitter = await makeSplitter(desk);
    await agree(desk, splitter);
    const text = await textOf(await get(splitter.token));
    expect(text).toContain("Split it into instalments");
    expect(text).not.toContain("Your plan");
  });
});

describe("the page of a running plan", () => {
  test("says what comes next, ticks off what is paid, and lets the rest be paid sooner", async () => {
    const { token } = await makePlan(desk, { shown: { frequency: "weekly" } });
    const text = await textOf(await get(token));
    expect(text).toMatch(/Next on your plan: \$33\.33 on March \d+, charged to Visa ···· 4242/);
    expect(text).toMatch(/✓ March \d+, \d{4} \$33\.34 Paid/);
    expect(text).toContain("Pay $66.66 with Visa ···· 4242");
    expect(text).not.toContain("Split it into instalments");
    expect(text).toContain("It is charged on the dates of your plan");
  });

  test("ends the plan when the debtor says so, and not on a mere visit", async () => {
    const { token, vendorId } = await makePlan(desk);
    await get(token, { query: "?intent=end_plan" });
    const read = () => database.db.asVendor(vendorId, (tx) => tx.select().from(plans));
    expect((await read())[0]?.state).toBe("active");
    expect((await press(token, "end_plan")).status).toBe(303);
    expect((await read())[0]).toMatchObject({ state: "canceled", endedBy: "debtor" });
    expect(await textOf(await get(token))).toContain("Split it into instalments");
  });

  test("says that it waits while the debtor's own answer does", async () => {
    const { token } = await makePlan(desk);
    await press(token, "dispute", { note: "This one was paid." });
    expect(await textOf(await get(token))).toContain("Your plan waits");
  });

  test("shows a failed charge and when it is tried again", async () => {
    const { token, vendorId } = await makePlan(desk);
    const failed = { attempts: 1, lastFailure: "Your card was declined." };
    await database.db.asVendor(vendorId, (tx) =>
      tx.update(instalments).set(failed).where(eq(instalments.number, 2)),
    );
    expect(await textOf(await get(token))).toMatch(
      /\$33\.33 of your plan could not be charged\. It is tried again on/,
    );
  });
});
