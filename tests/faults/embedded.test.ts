import { spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PgBoss } from "pg-boss";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive } from "~db/embedded/process";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "~db/embedded/start";

let folder: string;
const running: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tenfold-embedded-"));
  // A server started by root runs as another account, which has to be able to walk in.
  chmodSync(folder, 0o711);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const server of running.splice(0)) await server.stop();
  const serverPid = pidOfServer();
  if (serverPid !== null && isAlive(serverPid)) process.kill(serverPid, "SIGQUIT");
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

test("it starts from nothing, answers both drivers at one address, and keeps what was written", async () => {
  const first = await start();
  expect(first.adopted).toBe(false);
  await query(first.url, "create table kept as select 'ä€' as word");
  // The job queue brings the other driver, node-postgres, which has its own way of reading an address.
  const queue = new PgBoss({ connectionString: first.url, supervise: false, schedule: false });
  await queue.start();
  await queue.createQueue("errands");
  await queue.stop({ graceful: false });
  expect(await query(first.url, "select name from pgboss.queue where name = 'errands'")).toHaveLength(1);
  await first.stop();

  const again = await start();
  expect(again.adopted).toBe(false);
  expect(await query(again.url, "select word from kept")).toEqual([{ word: "ä€" }]);
});

test("it listens on no network port, and only its owner can open the socket's folder", async () => {
  const server = await start();
  expect(await query(server.url, "show listen_addresses")).toEqual([{ listen_addresses: "" }]);
  expect(await query(server.url, "show data_directory_mode")).toEqual([{ data_directory_mode: "0700" }]);
});

test("a folder with a name too long for a socket is served all the same", async () => {
  folder = join(folder, "x".repeat(90), "y y".repeat(20));
  mkdirSync(folder, { recursive: true });
  const server = await start();
  expect(await query(server.url, "select 1 as answer")).toEqual([{ answer: 1 }]);
});

test("the server of a killed process is adopted with everything it had committed", async () => {
  const { child, url } = await startInChild();
  await query(url, "create table committed as select 1 as row");
  const pid = pidOfServer();
  child.kill("SIGKILL");

  const server = await start();
  expect(server.adopted).toBe(true);
  expect(pidOfServer()).toBe(pid);
  expect(await query(server.url, "select row from committed")).toEqual([{ row: 1 }]);
});

test("a server that is still shutting down is waited for, then started again", async () => {
  const { child, url } = await startInChild();
  const pid = pidOfServer();
  const busy = postgres(url, { max: 1, onnotice: () => undefined });
  await busy`select 1`;
  child.kill("SIGKILL");
  // A smart shutdown goes on for as long as this connection stays, and takes no new ones meanwhile.
  process.kill(pid ?? 0, "SIGTERM");
  const starting = start();
  await sleep(300);
  await busy.end();
  expect((await starting).adopted).toBe(false);
  expect(pidOfServer()).not.toBe(pid);
});

test("a start killed while it makes the data folder does not trip up the next one", async () => {
  for (const killAfterMs of [150, 350, 600]) {
    const { child } = spawnOwner();
    await sleep(killAfterMs);
    child.kill("SIGKILL");
  }
  const server = await start();
  expect(await query(server.url, "select 1 as answer")).toEqual([{ answer: 1 }]);
  // What a killed start was making goes on being made for a while, and is only then a leftover.
  const sweep = async () => {
    const leftovers = readdirSync(folder).filter((name) => name.includes("unfinished"));
    if (leftovers.length > 0) await (await startEmbeddedPostgres({ dataFolder: folder })).stop();
    return leftovers;
  };
  await expect.poll(sweep, { timeout: 30_000 }).toEqual([]);
}, 60_000);

test("two starts at once share one server, and the first to leave leaves it running", async () => {
  const [one, other] = await Promise.all([start(), start()]);
  expect([one.adopted, other.adopted].filter(Boolean).length).toBeGreaterThanOrEqual(1);
  await one.stop();
  expect(await query(other.url, "select 1 as answer")).toEqual([{ answer: 1 }]);
  const pid = pidOfServer();
  await other.stop();
  expect(pid !== null && isAlive(pid)).toBe(false);
});

test("a process id that went to another program does not keep the server from starting", async () => {
  const server = await start();
  await server.stop();
  writeFileSync(
    join(folder, "postgres", "postmaster.pid"),
    `${process.pid}\n${join(folder, "postgres")}\n0\n5432\n\n\n`,
  );
  expect((await start()).adopted).toBe(false);
});

test("a name is held by one process until it ends, however it ends", async () => {
  const { child } = await startInChild("start");
  const server = await start();
  expect(await server.claim("start")).toBe(false);
  child.kill("SIGKILL");
  await expect.poll(() => server.claim("start")).toBe(true);
});

test("a server that cannot start says why", async () => {
  await (await start()).stop();
  running.length = 0;
  await expect(start({ shared_buffers: "much" })).rejects.toThrow(/shared_buffers/);
});

async function start(settings: Record<string, string> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataFolder: folder, settings: { fsync: "off", ...settings } });
  running.push(server);
  return server;
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

function pidOfServer(): number | null {
  const file = join(folder, "postgres", "postmaster.pid");
  return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : null;
}

/** Another process that owns the server, to be killed. */
function spawnOwner(claim = ""): { child: ChildProcess } {
  const script = `
    const { startEmbeddedPostgres } = await import("./db/embedded/start.ts");
    const server = await startEmbeddedPostgres({ dataFolder: ${JSON.stringify(
      folder,
    )}, settings: { fsync: "off" } });
    if (${JSON.stringify(claim)}) await server.claim(${JSON.stringify(claim)});
    console.log(server.url);
    setInterval(() => {}, 1000);`;
  const options = { stdio: ["ignore", "pipe", "inherit"] as ["ignore", "pipe", "inherit"] };
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], options);
  children.push(child);
  return { child };
}

async function startInChild(claim = ""): Promise<{ child: ChildProcess; url: string }> {
  const { child } = spawnOwner(claim);
  const url = Promise.withResolvers<string>();
  child.stdout?.setEncoding("utf8").once("data", (line: string) => url.resolve(line.trim()));
  child.once("exit", () => url.reject(new Error("The other process ended early.")));
  return { child, url: await url.promise };
}
