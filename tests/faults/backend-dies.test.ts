import { createRequire } from "node:module";
import { setTimeout as elsewhere } from "node:timers/promises";
import fc from "fast-check";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useDatabase } from "~tests/setup/database";

/**
 * A backend can die under a transaction at any moment: a failover, the kernel short of memory, an
 * administrator. The driver as published then let the rest of the transaction run, and commit, on another
 * connection. Our patch of it (db/patches) is proven here on both of its builds, with nothing between the
 * test and the driver.
 */
const database = useDatabase();
const builds: { build: string; connect: typeof postgres }[] = [
  { build: "ES module", connect: postgres },
  { build: "CommonJS", connect: createRequire(import.meta.url)("postgres") },
];

const uncaught: unknown[] = [];
const noteUncaught = (error: unknown) => uncaught.push(error);

beforeAll(async () => {
  await database.admin.unsafe(`
    create table marks (owner text not null, step int not null);
    create function linger() returns trigger language plpgsql as
      $$ begin perform pg_sleep(0.03); return null; end $$;
    create constraint trigger slow_commit after insert on marks deferrable initially deferred
      for each row when (new.step = 3) execute function linger();
  `);
  process.on("uncaughtExceptionMonitor", noteUncaught);
});
afterAll(() => process.off("uncaughtExceptionMonitor", noteUncaught));

describe.each(builds)("when a backend dies under the $build build", ({ connect }) => {
  let sql: postgres.Sql;
  const open = (max: number) => {
    sql = connect(database.url, { max, fetch_types: false, backoff: () => 0.005, onnotice: () => undefined });
    return sql;
  };

  beforeEach(async () => {
    uncaught.length = 0;
    await database.admin`truncate marks`;
  });
  afterEach(async () => {
    // No time limit here: a pool that has lost connections must still be able to close.
    await sql.end();
    expect(uncaught).toEqual([]);
  });

  for (const moment of ["before", "during"] as const) {
    for (const statement of [1, 2, 3, "commit"] as const) {
      for (const waiting of [0, 2]) {
        const when = `${moment} statement ${statement}, ${waiting} others waiting`;
        test(`${when}, nothing of the transaction stays`, async () => {
          open(1);
          const victim = transactionThatDies(sql, { moment, statement });
          const others = Array.from({ length: waiting }, (_, index) =>
            transactionThatCommits(sql, `other ${index}`),
          );

          await expect(victim.outcome).rejects.toMatchObject({
            code: expect.stringMatching(/CONNECTION_CLOSED|57P01/),
          });
          await Promise.all(others);
          await victim.callbackReturned;

          expect(await marksOf("victim")).toEqual([]);
          for (const [index] of others.entries()) expect(await marksOf(`other ${index}`)).toEqual([1, 2, 3]);
          expect(await sql`select 1 as usable`).toEqual([{ usable: 1 }]);
        });
      }
    }
  }

  test("before a transaction begins, it runs whole on a new connection or fails whole", async () => {
    open(1);
    const pid = await backendOf(sql);
    const killed = kill(pid);
    const outcome = transactionThatCommits(sql, "beginner").then(
      () => [1, 2, 3],
      () => [],
    );
    await killed;
    expect(await marksOf("beginner")).toEqual(await outcome);
  });

  test("a transaction that gets its place keeps the right to roll back", async () => {
    open(1);
    const secondHasWritten = Promise.withResolvers<undefined>();
    const firstHasRolledBack = Promise.withResolvers<undefined>();

    const first = sql.begin(async (tx) => {
      await kill(await backendOf(tx));
      await secondHasWritten.promise;
      void elsewhere(30).then(() => firstHasRolledBack.resolve(undefined));
      throw new Error("the first gives up, which must not roll back the second");
    });
    const second = sql.begin(async (tx) => {
      await mark(tx, "second", 1);
      secondHasWritten.resolve(undefined);
      await firstHasRolledBack.promise;
      await mark(tx, "second", 2);
      throw new Error("the second changes its mind");
    });

    await expect(first).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    await expect(second).rejects.toThrow("changes its mind");
    expect(await marksOf("second")).toEqual([]);
  });

  test("inside a savepoint, neither the savepoint nor its transaction stays", async () => {
    open(1);
    const returned = Promise.withResolvers<undefined>();
    const victim = sql.begin(async (tx) => {
      await mark(tx, "victim", 1);
      await tx
        .savepoint(async (inner) => {
          await killAndWaitForReconnection(await backendOf(inner));
          await mark(inner, "victim", 2);
        })
        .catch(() => undefined);
      await mark(tx, "victim", 3).catch(() => undefined);
      returned.resolve(undefined);
    });
    const after = transactionThatCommits(sql, "after");

    await expect(victim).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    await Promise.all([after, returned.promise]);
    expect(await marksOf("victim")).toEqual([]);
    expect(await marksOf("after")).toEqual([1, 2, 3]);
  });

  test("statements queued behind the one that died are refused, not left hanging", async () => {
    open(1);
    const fates: PromiseSettledResult<unknown>[] = [];
    const victim = sql.begin(async (tx) => {
      const pid = await backendOf(tx);
      const queued = [
        tx`select pg_sleep(10)`.execute(),
        ...[1, 2, 3].map((step) => mark(tx, "victim", step)),
      ];
      const settled = Promise.allSettled(queued);
      await kill(pid);
      fates.push(...(await settled));
    });
    await expect(victim).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    await expect.poll(() => fates.map((fate) => fate.status)).toEqual(Array(4).fill("rejected"));
    expect(await marksOf("victim")).toEqual([]);
  });

  test("under a reserved connection, later statements are refused and the pool lives on", async () => {
    sql = connect(database.url, { max: 1, backoff: () => 0.005, onnotice: () => undefined });
    const reserved = await sql.reserve();
    await kill(await backendOf(reserved));
    await elsewhere(10);
    await expect(mark(reserved, "reserved", 1)).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    await transactionThatCommits(sql, "other");
    await expect(mark(reserved, "reserved", 2)).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    reserved.release();
    expect(await sql`select 1 as usable`).toEqual([{ usable: 1 }]);
    expect(await marksOf("reserved")).toEqual([]);
  });

  test("a statement that outlives its finished transaction is refused, all backends alive", async () => {
    open(1);
    const late = Promise.withResolvers<unknown>();
    await sql.begin(async (tx) => {
      await mark(tx, "early", 1);
      void elsewhere(30)
        .then(() => mark(tx, "late", 1))
        .then(late.resolve, late.reject);
    });
    await expect(late.promise).rejects.toMatchObject({ code: "TRANSACTION_ENDED" });
    expect(await marksOf("early")).toEqual([1]);
    expect(await marksOf("late")).toEqual([]);
  });

  test(
    "among many transactions and many deaths, each is whole or nothing and says which",
    { timeout: 60_000 },
    async () => {
      const plan = fc.array(
        fc.record({
          pauses: fc.array(fc.nat(8), { minLength: 4, maxLength: 4 }),
          givesUp: fc.boolean(),
          dies: fc.boolean(),
        }),
        { minLength: 4, maxLength: 14 },
      );
      await fc.assert(
        fc.asyncProperty(plan, async (transactions) => {
          await database.admin`truncate marks`;
          const pool = connect(database.url, { max: 3, fetch_types: false, backoff: () => 0.002 });
          const runs = transactions.map((one, index) => randomTransaction(pool, `run ${index}`, one));
          const outcomes = await Promise.all(runs);
          await pool.end();
          for (const [index, outcome] of outcomes.entries()) {
            expect(await marksOf(`run ${index}`), outcome).toEqual(outcome === "committed" ? [1, 2, 3] : []);
          }
        }),
        { numRuns: 12 },
      );
    },
  );
});

/** Three statements with other work between them, and a death at the place asked for. */
function transactionThatDies(
  sql: postgres.Sql,
  at: { moment: "before" | "during"; statement: 1 | 2 | 3 | "commit" },
): { outcome: Promise<unknown>; callbackReturned: Promise<undefined> } {
  const returned = Promise.withResolvers<undefined>();
  const outcome = sql.begin(async (tx) => {
    try {
      const pid = await backendOf(tx);
      for (const step of [1, 2, 3]) {
        await elsewhere(2);
        if (at.statement === step && at.moment === "before") await killAndWaitForReconnection(pid);
        if (at.statement === step && at.moment === "during") void elsewhere(10).then(() => kill(pid));
        await mark(tx, "victim", step, at.statement === step ? 0.03 : 0).catch(() => undefined);
      }
      if (at.statement === "commit" && at.moment === "before") await killAndWaitForReconnection(pid);
      if (at.statement === "commit" && at.moment === "during") void elsewhere(10).then(() => kill(pid));
    } finally {
      returned.resolve(undefined);
    }
  });
  return { outcome, callbackReturned: returned.promise };
}

async function transactionThatCommits(sql: postgres.Sql, owner: string): Promise<void> {
  await sql.begin(async (tx) => {
    for (const step of [1, 2, 3]) {
      await mark(tx, owner, step);
      await elsewhere(3);
    }
  });
}

type Outcome = "committed" | "gave up" | "lost";

async function randomTransaction(
  sql: postgres.Sql,
  owner: string,
  { pauses, givesUp, dies }: { pauses: number[]; givesUp: boolean; dies: boolean },
): Promise<Outcome> {
  const returned = Promise.withResolvers<undefined>();
  let begun: Promise<unknown> = Promise.resolve();
  const outcome: Promise<Outcome> = sql
    .begin(async (tx) => {
      begun = returned.promise;
      try {
        if (dies) await backendOf(tx).then((pid) => void elsewhere(pauses[3] ?? 0).then(() => kill(pid)));
        for (const step of [1, 2, 3]) {
          await elsewhere(pauses[step - 1] ?? 0);
          await mark(tx, owner, step).catch(() => undefined);
        }
        if (givesUp) throw new GivesUp();
      } finally {
        returned.resolve(undefined);
      }
    })
    .then(
      (): Outcome => "committed",
      (error: unknown): Outcome => (error instanceof GivesUp ? "gave up" : "lost"),
    );
  const settled = await outcome;
  // One that lost its connection at `begin` never called back.
  await begun;
  return settled;
}

class GivesUp extends Error {}

function mark(sql: postgres.ISql, owner: string, step: number, seconds = 0): Promise<unknown> {
  return sql`insert into marks select ${owner}, ${step}::int from pg_sleep(${seconds})`.then((rows) => rows);
}

async function marksOf(owner: string): Promise<number[]> {
  const rows = await database.admin<
    { step: number }[]
  >`select step from marks where owner = ${owner} order by step`;
  return rows.map((row) => row.step);
}

async function backendOf(sql: postgres.ISql): Promise<number> {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  if (row === undefined) throw new Error("no backend");
  return row.pid;
}

async function kill(pid: number): Promise<void> {
  await database.admin`select pg_terminate_backend(${pid}, 5000)`;
}

/** Long enough for the pool to notice, and to give the place to whoever waits for one. */
async function killAndWaitForReconnection(pid: number): Promise<void> {
  await kill(pid);
  await elsewhere(40);
}
