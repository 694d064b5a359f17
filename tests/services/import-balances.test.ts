import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { balances, debtors, importProblems, imports, suppressions } from "~db/schema";
import type { VendorId } from "~/domain/ids";
import { importChoicesSchema } from "~/domain/import/plan-reading";
import { currency } from "~/domain/money";
import { type BalancesOutcome, importBalances } from "~/services/import/import-balances.server";
import { importContacts } from "~/services/import/import-contacts.server";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const test = useDatabase();
const now = new Date("2026-03-15T15:00:00Z");
let vendorId: VendorId;

beforeEach(async () => {
  vendorId = (await makeVendor(test.db)).id;
});

function fileOf(text: string, choices: object = {}) {
  return {
    vendorId,
    fileName: "balances.csv",
    bytes: Buffer.from(text),
    now,
    staffUserId: null,
    choices: importChoicesSchema.parse(choices),
  };
}

async function imported(text: string, choices: object = {}) {
  const outcome: BalancesOutcome = await importBalances(test.db, fileOf(text, choices));
  if (outcome.kind !== "imported") throw new Error(JSON.stringify(outcome));
  return outcome;
}

const stored = () =>
  test.db.asVendor(vendorId, (tx) => tx.select().from(balances).orderBy(balances.reference));
const known = () => test.db.asVendor(vendorId, (tx) => tx.select().from(debtors).orderBy(debtors.reference));

/** Every row of every table that an import may write, so that 'nothing changed' means nothing. */
async function everything(): Promise<string> {
  const tables = [
    "debtors",
    "balances",
    "journal_entries",
    "postings",
    "timeline_events",
    "contact_schedules",
    "suppressions",
  ];
  const rows = await Promise.all(
    tables.map((table) => test.admin.unsafe(`select * from ${table} order by 1, 2, 3`)),
  );
  return JSON.stringify(rows);
}

const FILE = [
  "reference,debtor reference,name,email,phone,description,issued,due,amount,currency,settled on,amount paid",
  "0001,D1,Ann Lee,ann@example.com,+1 202 555 0143,Cleaning,2026-01-05,2026-02-04,59.90,USD,,",
  "0002,D1,Ann Lee,,,Filling,2026-01-06,2026-02-05,20.00,USD,2026-02-01,",
  "0003,D2,Bob Ray,bob@example.com,,X-ray,2026-01-07,2026-02-06,30.00,USD,,10.00",
].join("\n");

describe("importing a file of balances", () => {
  it("makes debtors, balances, their ledger entries and their timeline", async () => {
    const { result, problems } = await imported(FILE);
    expect(problems).toEqual([]);
    expect(result).toMatchObject({ imported: 3, alreadyHere: 0, newDebtors: 2, rejected: 0 });
    expect(result.totals).toEqual([
      { currency: "USD", balances: 3, amountMinor: 10_990n, settledMinor: 3_000n },
    ]);
    const rows = await stored();
    expect(
      rows.map(({ reference, amountMinor, outstandingMinor }) => [reference, amountMinor, outstandingMinor]),
    ).toEqual([
      ["0001", 5_990n, 5_990n],
      ["0002", 2_000n, 0n],
      ["0003", 3_000n, 2_000n],
    ]);
    // Noon of 1 February in the vendor's zone, New York.
    expect(rows[1]?.settledAt).toEqual(new Date("2026-02-01T17:00:00Z"));
    expect(rows.filter(({ settledAt }) => settledAt !== null)).toHaveLength(1);
    expect(await known()).toMatchObject([
      { reference: "D1", name: "Ann Lee", email: "ann@example.com", phone: "+12025550143", country: "US" },
      { reference: "D2", name: "Bob Ray", email: "bob@example.com", phone: null },
    ]);
    const [sums] = await test.admin`
      select sum(amount_minor) as total,
        sum(amount_minor) filter (where account = 'receivable') as receivable,
        sum(amount_minor) filter (where account = 'paid_elsewhere') as elsewhere
      from postings where vendor_id = ${vendorId}`;
    expect(sums).toEqual({ total: "0", receivable: "7990", elsewhere: "3000" });
    const events =
      await test.admin`select kind, actor, caused_by from timeline_events where vendor_id = ${vendorId}`;
    expect(events.map(({ kind }) => String(kind)).sort()).toEqual([
      "balance_imported",
      "balance_imported",
      "balance_imported",
      "balance_settled",
      "balance_settled",
    ]);
    expect(String(events[0]?.["caused_by"])).toMatch(/^import:/);
  });

  it("has the sweep look at debtors who owe something, and at nobody else", async () => {
    await imported(`${FILE}\n0004,D3,Cy Fox,cy@example.com,,,2026-01-07,2026-02-06,30.00,USD,2026-02-01,\n`);
    const schedules = await test.admin`
      select reference from contact_schedules join debtors on id = debtor_id
      where debtors.vendor_id = ${vendorId} order by 1`;
    expect(schedules.map(({ reference }) => String(reference))).toEqual(["D1", "D2"]);
  });

  it("changes nothing when the same file comes twice, and says so", async () => {
    await imported(FILE);
    const before = await everything();
    const { result, problems } = await imported(FILE);
    expect(result).toMatchObject({
      imported: 0,
      alreadyHere: 3,
      changed: 0,
      newDebtors: 0,
      contactsFilled: 0,
      totals: [],
    });
    expect(problems).toEqual([]);
    expect(await everything()).toBe(before);
  });

  it("puts each balance in once when two imports of one file race", async () => {
    const outcomes = await Promise.all([imported(FILE), imported(FILE), imported(FILE)]);
    expect(outcomes.map(({ result }) => result.imported).sort()).toEqual([0, 0, 3]);
    expect(await stored()).toHaveLength(3);
  });

  it("leaves a balance as it is when the file says otherwise, and names the difference", async () => {
    await imported(FILE);
    const before = await everything();
    const { result, problems } = await imported(
      FILE.replace("59.90", "69.90").replace("2026-02-06", "2026-02-07"),
    );
    expect(result).toMatchObject({ imported: 0, alreadyHere: 3, changed: 2 });
    expect(problems.map(({ row, reason }) => [row, reason])).toEqual([
      [2, "This balance is already here, where the amount is 59.90 USD."],
      [4, "This balance is already here, where it is due on 2026-02-06."],
    ]);
    expect(await everything()).toBe(before);
  });

  it("lets the good rows in, keeps the bad ones, and takes them once they are fixed", async () => {
    const { importId, result } = await imported(
      FILE.replace("59.90", "lots").replace("bob@example.com", "bob@"),
    );
    expect(result).toMatchObject({ imported: 1, rejected: 2 });
    const kept = await test.db.asVendor(vendorId, (tx) =>
      tx
        .select()
        .from(importProblems)
        .where(eq(importProblems.importId, importId))
        .orderBy(importProblems.row),
    );
    expect(kept.map(({ row, column, value, cells }) => [row, column, value, cells[0]])).toEqual([
      [2, "amount", "lots", "0001"],
      [4, "email", "bob@", "0003"],
    ]);
    expect((await imported(FILE)).result).toMatchObject({ imported: 2, alreadyHere: 1, changed: 0 });
  });

  it("fills in a contact that was missing and never replaces one that is there", async () => {
    await makeDebtor(test.db, { vendorId, reference: "D1", name: "Ann", email: null, phone: "+12025550199" });
    const { result } = await imported(FILE);
    expect(result).toMatchObject({ newDebtors: 1, contactsFilled: 1 });
    expect((await known())[0]).toMatchObject({
      name: "Ann",
      email: "ann@example.com",
      phone: "+12025550199",
    });
  });

  it("never lifts a suppression", async () => {
    const suppressed = {
      channel: "email" as const,
      contact: "ann@example.com",
      reason: "unsubscribed" as const,
    };
    await test.db.asVendor(vendorId, (tx) =>
      tx.insert(suppressions).values({ vendorId, ...suppressed, suppressedAt: now }),
    );
    await imported(FILE);
    const [kept] = await test.db.asVendor(vendorId, (tx) => tx.select().from(suppressions));
    expect(kept).toMatchObject(suppressed);
  });

  it("tells debtors apart by email, else phone, else name, when it has no references", async () => {
    const header = "reference,name,email,phone,due,amount\n";
    await imported(
      `${header}1,Ann,ann@example.com,,2026-02-04,5\n2,Ann,,+12025550143,2026-02-04,5\n` +
        `3,Ann,,,2026-02-04,5\n`,
    );
    expect((await known()).map(({ reference }) => reference)).toEqual([
      "+12025550143",
      "Ann",
      "ann@example.com",
    ]);
    await imported(`${header}4,A. Lee,ANN@example.com,,2026-02-04,5\n5,Ann,,,2026-02-04,5\n`);
    expect(await known()).toHaveLength(3);
  });

  it("finds a debtor known by reference from an email alone, but never by a mere name", async () => {
    const debtor = await makeDebtor(test.db, {
      vendorId,
      reference: "D7",
      name: "Ann",
      email: "ann@example.com",
    });
    await imported(
      "reference,name,email,due,amount\n1,Ann,ann@example.com,2026-02-04,5\n2,Ann,,2026-02-04,6\n",
    );
    const owed = await stored();
    expect(owed[0]?.debtorId).toBe(debtor.id);
    expect(owed[1]?.debtorId).not.toBe(debtor.id);
  });

  it("keeps vendors apart: the same references belong to each", async () => {
    await imported(FILE);
    const other = await makeVendor(test.db, { currency: currency("EUR") });
    const outcome = await importBalances(test.db, { ...fileOf(FILE), vendorId: other.id });
    expect(outcome).toMatchObject({ kind: "imported", result: { imported: 3, newDebtors: 2 } });
  });

  it("compares with what was billed, not with what is left after payments", async () => {
    await imported(FILE);
    const [first] = await stored();
    await test.admin`update balances set outstanding_minor = 0 where id = ${first?.id ?? ""}`;
    expect((await imported(FILE)).result.changed).toBe(0);
  });

  it("asks instead of guessing, and then has written nothing", async () => {
    const before = await everything();
    const outcome = await importBalances(
      test.db,
      fileOf("reference,name,due,amount\n1,Ann,02/03/2026,5.00\n"),
    );
    expect(outcome).toMatchObject({ kind: "unclear", plan: { dateExamples: ["02/03/2026"] } });
    expect((await importBalances(test.db, fileOf("PK\u0003\u0004"))).kind).toBe("refused");
    expect(await everything()).toBe(before);
    expect(await test.db.asVendor(vendorId, (tx) => tx.select().from(imports))).toEqual([]);
  });

  it("leaves nothing half done when it fails midway", async () => {
    const before = await everything();
    await test.admin`
      create function fail() returns trigger language plpgsql as $$ begin raise 'stop'; end $$`;
    await test.admin`
      create trigger fail before insert on timeline_events for each statement execute function fail()`;
    try {
      await expect(imported(FILE)).rejects.toThrow();
    } finally {
      await test.admin`drop trigger fail on timeline_events`;
      await test.admin`drop function fail()`;
    }
    expect(await everything()).toBe(before);
    expect((await imported(FILE)).result.imported).toBe(3);
  });

  it("stores hostile texts as they are", async () => {
    const header = "reference,name,due,amount\n";
    const hostile = `${header}"0'; drop table balances; --","<script>alert(1)</script>",2026-02-04,5\n`;
    await imported(hostile);
    expect((await stored())[0]?.reference).toBe("0'; drop table balances; --");
    expect((await known())[0]?.name).toBe("<script>alert(1)</script>");
  });

  it("takes ten thousand rows in one go", { timeout: 60_000 }, async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => {
      const debtor = `D${at % 2_000},Person ${at % 2_000}`;
      return `${at},${debtor},2026-01-0${(at % 9) + 1},2026-02-04,${(at % 90) + 10}.50`;
    });
    const { result } = await imported(
      ["reference,debtor reference,name,issued,due,amount", ...rows].join("\n"),
    );
    expect(result).toMatchObject({ imported: 10_000, newDebtors: 2_000, rejected: 0 });
    expect(result.totals[0]?.amountMinor).toBe(
      rows.reduce((sum, _, at) => sum + BigInt((at % 90) + 10) * 100n + 50n, 0n),
    );
  });
});

describe("importing a file of contacts", () => {
  it("matches by debtor reference, fills what is blank, and reports what it cannot use", async () => {
    await makeDebtor(test.db, {
      vendorId,
      reference: "D1",
      name: null,
      email: null,
      phone: null,
      language: null,
      timeZone: null,
    });
    await makeDebtor(test.db, { vendorId, reference: "D2", email: "bob@example.com" });
    const text = [
      "debtor reference,name,email,phone,language,time zone",
      "D1,Ann Lee,ann@example.com,202 555 0143,es,America/Chicago",
      "D2,Ana Ferreira,other@example.com,,,",
      "D9,Nobody,nobody@example.com,,,",
    ].join("\n");
    const outcome = await importContacts(test.db, fileOf(text));
    expect(outcome).toMatchObject({ kind: "imported", result: { filled: 1, unchanged: 0, rejected: 2 } });
    expect(outcome.kind === "imported" && outcome.problems.map(({ row, reason }) => [row, reason])).toEqual([
      [3, "Another email is already known here."],
      [4, "No debtor has this reference."],
    ]);
    expect(await known()).toMatchObject([
      {
        name: "Ann Lee",
        email: "ann@example.com",
        phone: "+12025550143",
        language: "es",
        timeZone: "America/Chicago",
      },
      { email: "bob@example.com" },
    ]);
    const again = await importContacts(test.db, fileOf(text));
    expect(again).toMatchObject({ kind: "imported", result: { filled: 0, unchanged: 1, rejected: 2 } });
  });

  it("says which column is missing", async () => {
    const outcome = await importContacts(test.db, fileOf("name,email\nAnn,ann@example.com\n"));
    expect(outcome).toMatchObject({ kind: "unclear", missing: ["the debtor reference"] });
  });

  it("leaves balances alone", async () => {
    const debtor = await makeDebtor(test.db, { vendorId, reference: "D1", email: null });
    await makeBalance(test.db, { vendorId, debtorId: debtor.id });
    await importContacts(test.db, fileOf("debtor reference,email\nD1,ann@example.com\n"));
    expect(await stored()).toHaveLength(1);
  });
});
