import { sql } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import type { Tx } from "~db/client";
import { postEntries } from "~db/queries/ledger/ledger";
import { balances, debtors, postings } from "~db/schema";
import { balanceImported } from "~/domain/ledger/entries";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor, type Debtor } from "~tests/factories/debtor";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
let ours: Vendor;
let theirs: Vendor;
let debtor: Debtor;
beforeAll(async () => {
  [ours, theirs] = [await makeVendor(database.db), await makeVendor(database.db)];
  debtor = await makeDebtor(database.db, { vendorId: ours.id });
  await makeBalance(database.db, { vendorId: ours.id, debtorId: debtor.id });
});

describe("the vendor's doorway", () => {
  test("shows a vendor's rows to that vendor alone, though no query asks whose they are", async () => {
    expect(await database.db.asVendor(ours.id, (tx) => tx.select().from(debtors))).toHaveLength(1);
    expect(await database.db.asVendor(theirs.id, (tx) => tx.select().from(debtors))).toEqual([]);
  });

  test("lets nobody write a row in another vendor's name", async () => {
    const smuggled = { vendorId: theirs.id, id: uuid() as Debtor["id"], reference: "D-1" };
    await expect(
      database.db.asVendor(ours.id, (tx) => tx.insert(debtors).values(smuggled)),
    ).rejects.toThrow();
    const moved = await database.db.asVendor(theirs.id, (tx) =>
      tx.update(debtors).set({ name: "Mallory" }).returning({ id: debtors.id }),
    );
    expect(moved).toEqual([]);
  });

  test("leaves no vendor behind on the connection for whoever uses it next", async () => {
    await database.db.asVendor(ours.id, (tx) => tx.select().from(debtors));
    const left = await database.db.asSystem((tx) =>
      tx.execute(
        sql`select current_setting('tenfold.vendor_id', true) as vendor, current_user::text as role`,
      ),
    );
    expect([null, ""]).toContain(left[0]?.["vendor"]);
    expect(left[0]?.["role"]).toBe("tenfold_system");
  });

  test("shows what belongs to the operator to the system alone", async () => {
    for (const table of ["stripe_events", "staff_users", "staff_sessions", "delivery_events"]) {
      const peek = async (tx: Tx) => {
        await tx.execute(sql.raw(`select 1 from ${table}`));
      };
      await expect(database.db.asVendor(ours.id, peek), table).rejects.toThrow();
    }
  });

  test("stands before every table that has a vendor, now and when one is added", async () => {
    const open = await database.admin`
      select relname from pg_class
      join pg_attribute on attrelid = pg_class.oid and attname = 'vendor_id' and not attisdropped
      where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
        and not (relrowsecurity and relforcerowsecurity)`;
    expect(open.map(({ relname }) => String(relname))).toEqual([]);
    const keyed = await database.admin`
      select conrelid::regclass::text as name from pg_constraint
      join pg_attribute on attrelid = conrelid and attname = 'vendor_id'
      where contype = 'p' and connamespace = 'public'::regnamespace and conkey[1] <> attnum`;
    expect(keyed.map(({ name }) => String(name))).toEqual([]);
  });

  test("opens for roles that can neither log in nor pass row security", async () => {
    const roles = await database.admin`
      select rolname, rolcanlogin, rolbypassrls, rolsuper from pg_roles
      where rolname like 'tenfold\\_%' order by 1`;
    const harmless = { rolcanlogin: false, rolbypassrls: false, rolsuper: false };
    expect(roles).toEqual([
      { rolname: "tenfold_system", ...harmless },
      { rolname: "tenfold_vendor", ...harmless },
    ]);
  });
});

describe("the ledger in the database", () => {
  test.each([
    "update postings set amount_minor = 1",
    "delete from postings",
    "update journal_entries set memo = 'x'",
  ])("refuses either doorway '%s'", async (statement) => {
    const attempt = async (tx: Tx) => {
      await tx.execute(sql.raw(statement));
    };
    await expect(database.db.asVendor(ours.id, attempt)).rejects.toThrow();
    await expect(database.db.asSystem(attempt)).rejects.toThrow();
    await expect(database.admin.unsafe(statement)).rejects.toThrow(/append-only/);
  });

  test("refuses an entry that is off by a cent when the transaction commits, whoever wrote it", async () => {
    const [entry] = await database.admin`select vendor_id, id from journal_entries limit 1`;
    const extra = database.admin`
      insert into postings (vendor_id, entry_id, line, account, currency, amount_minor)
      values (${entry?.["vendor_id"] as string}, ${entry?.["id"] as string}, 9, 'billed', 'USD', 1)`;
    await expect(extra).rejects.toThrow(/off by 1 USD/);
  });

  test("posts a fact once, and moves outstanding only when it posts", async () => {
    const balanceId = await makeBalance(database.db, {
      vendorId: ours.id,
      debtorId: debtor.id,
      amountMinor: 700n,
    });
    const again = balanceImported({
      debtorId: debtor.id,
      balanceId,
      amountMinor: 700n,
      currency: ours.currency,
      occurredAt: new Date(),
      causedBy: null,
    });
    const { posted } = await database.db.asVendor(ours.id, (tx) =>
      postEntries(tx, { vendorId: ours.id, entries: [again] }),
    );
    expect(posted).toEqual([]);
    const rows = await database.db.asVendor(ours.id, (tx) => tx.select().from(balances));
    expect(rows.find(({ id }) => id === balanceId)?.outstandingMinor).toBe(700n);
  });

  test("is found out by the check of the books when the stored outstanding is tampered with", async () => {
    const balanceId = await makeBalance(database.db, {
      vendorId: ours.id,
      debtorId: debtor.id,
      reference: "TAMPERED",
    });
    expect((await verifyLedger({ db: database.db })).differences).toEqual([]);
    await database.admin`update balances set outstanding_minor = 1 where id = ${balanceId}`;
    expect((await verifyLedger({ db: database.db })).differences).toMatchObject([
      { what: "outstanding", which: "TAMPERED", stored: 1n, derived: 4_500n },
    ]);
    await database.admin`update balances set outstanding_minor = 4500 where id = ${balanceId}`;
  });

  test("is totalled over the balances that are there, and nothing else", async () => {
    const { totals } = await verifyLedger({ db: database.db });
    const [there] = await database.admin`
      select count(*)::text as balances, sum(outstanding_minor)::text as outstanding from balances`;
    expect(totals.map(({ balances: count }) => count.toString())).toEqual([there?.["balances"]]);
    expect(totals.map(({ outstanding }) => outstanding.toString())).toEqual([there?.["outstanding"]]);
  });

  test("has no posting that is not in its entry's vendor", async () => {
    const rows = await database.db.asVendor(theirs.id, (tx) => tx.select().from(postings));
    expect(rows).toEqual([]);
  });
});
