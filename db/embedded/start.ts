import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { asAccount, endOfLog, initialiseCluster } from "./cluster";
import { takeLease, type Lease } from "./lease";
import { choosePlace, type Place } from "./place";
import { commandOf, isAlive } from "./process";

export interface EmbeddedPostgresOptions {
  /** The server's files go into `postgres/` in here; the folder is made when it is missing. */
  dataFolder: string;
  /** The database that `url` names, made when it is missing. */
  database?: string;
  /**
   * Server settings for this run, such as `{ fsync: "off" }`. They have no effect on a server that already
   * runs.
   */
  settings?: Record<string, string>;
  log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /**
   * For postgres.js, node-postgres and libpq alike: the socket's folder, percent-encoded, in the place of the
   * host.
   */
  url: string;
  urlOf(database: string): string;
  createDatabase(name: string, options?: { template?: string }): Promise<void>;
  /** Takes a name that one process at a time may hold until it ends; false when another process holds it. */
  claim(name: string): Promise<boolean>;
  /** True when the server was already running, started by another process or by one that was killed. */
  adopted: boolean;
  dataDirectory: string;
  /** Leaves the server, and shuts it down cleanly when no other process is using it. */
  stop(): Promise<void>;
}

const startLimitMs = 60_000;
const pollMs = 25;

/**
 * A real PostgreSQL on this machine out of npm packages, reachable through a socket that only its owner may
 * open.
 *
 * The server outlives the process that started it when that process is killed; the next start adopts it. It
 * stands in its own session, so that a terminal's Ctrl-C reaches only us and we end it after everything that
 * uses it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataFolder, database = "tenfold", settings = {}, log = () => undefined } = options;
  const place = choosePlace(dataFolder, log);
  await initialiseCluster(place, { durable: settings["fsync"] !== "off" });
  const { lease, adopted } = await reachServer(place, settings);
  const server = embeddedPostgres({ place, lease, adopted, database });
  await server.createDatabase(database);
  return server;
}

async function reachServer(
  place: Place,
  settings: Record<string, string>,
): Promise<{ lease: Lease; adopted: boolean }> {
  const deadline = performance.now() + startLimitMs;
  let launched: Launched | null = null;
  while (performance.now() < deadline) {
    const lease = await takeLease(place);
    if (lease !== null) return { lease, adopted: launched === null || launched.lostTheRace() };
    if (launched?.failed() === true) {
      throw new Error(`PostgreSQL did not start. The end of ${place.logFile}:\n${endOfLog(place)}`);
    }
    if (runningServer(place) === null && (launched === null || launched.lostTheRace())) {
      disownRecycledProcessId(place);
      launched = launchServer(place, settings);
    }
    await sleep(pollMs);
  }
  throw new Error(`PostgreSQL did not answer in ${startLimitMs / 1000} s. See ${place.logFile}.`);
}

interface Launched {
  /** It ended, and not because another server holds the data folder. */
  failed(): boolean;
  /** It ended because a server that somebody else started a moment earlier holds the data folder. */
  lostTheRace(): boolean;
}

function launchServer(place: Place, settings: Record<string, string>): Launched {
  keepPreviousLog(place.logFile);
  const logStart = existsSync(place.logFile) ? statSync(place.logFile).size : 0;
  const log = openSync(place.logFile, "a");
  const given = { max_connections: "200", ...settings };
  const child = spawn(
    join(place.binaries, "bin", "postgres"),
    [
      "-D",
      place.data,
      "-k",
      place.socketFolder,
      "-p",
      "5432",
      "-c",
      "listen_addresses=",
      ...Object.entries(given).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    { cwd: place.data, stdio: ["ignore", log, log], detached: true, ...asAccount(place) },
  );
  closeSync(log);
  child.unref();
  let ended = false;
  child.once("error", () => (ended = true));
  child.once("exit", () => (ended = true));
  const lostTheRace = () =>
    ended &&
    readFileSync(place.logFile, "utf8").slice(logStart).includes('lock file "postmaster.pid" already exists');
  return { failed: () => ended && !lostTheRace(), lostTheRace };
}

/** Keeps the log from growing for ever, and the last full one for whoever has to read it. */
function keepPreviousLog(logFile: string): void {
  const limitBytes = 5_000_000;
  if (existsSync(logFile) && statSync(logFile).size > limitBytes) renameSync(logFile, `${logFile}.previous`);
}

interface ServerFile {
  pid: number;
  text: string;
}

/** What the server wrote about itself, `null` when there is none or it is only half written. */
function readServerFile(place: Place): ServerFile | null {
  try {
    const text = readFileSync(join(place.data, "postmaster.pid"), "utf8");
    const pid = Number.parseInt(text, 10);
    return Number.isInteger(pid) ? { pid, text } : null;
  } catch {
    return null;
  }
}

/**
 * The process id of the live server of exactly this data folder: running, starting or still shutting down.
 */
function runningServer(place: Place): number | null {
  const file = readServerFile(place);
  if (file === null || !isAlive(file.pid)) return null;
  return commandOf(file.pid).includes(` -D ${place.data} `) ? file.pid : null;
}

/**
 * After a crash and a restart of the machine, the id in the server's file may belong to an unrelated process,
 * and PostgreSQL would then refuse to start for ever. The file is not deleted: it also names the shared
 * memory by which PostgreSQL recognises surviving backends. Only the id is replaced, by one that no process
 * can have.
 */
function disownRecycledProcessId(place: Place): void {
  const file = readServerFile(place);
  if (file === null || commandOf(file.pid).includes(` -D ${place.data} `)) return;
  const impossiblePid = 2_147_483_646;
  writeFileSync(join(place.data, "postmaster.pid"), file.text.replace(/^-?\d+/, String(impossiblePid)));
}

function embeddedPostgres(running: {
  place: Place;
  lease: Lease;
  adopted: boolean;
  database: string;
}): EmbeddedPostgres {
  const { place, lease, adopted, database } = running;
  const urlOf = (name: string) => `postgres://tenfold@${encodeURIComponent(place.socketFolder)}:5432/${name}`;
  let stopping: Promise<void> | null = null;
  return {
    url: urlOf(database),
    urlOf,
    createDatabase: (name, { template } = {}) => createDatabase(lease, name, template),
    claim: (name) => lease.claim(name),
    adopted,
    dataDirectory: place.data,
    stop: () => (stopping ??= stopServer(place, lease)),
  };
}

async function createDatabase(lease: Lease, name: string, template?: string): Promise<void> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`'${name}' is not a plain database name.`);
  if (await lease.exists(name)) return;
  try {
    await lease.run(`create database ${name}${template === undefined ? "" : ` template ${template}`}`);
  } catch (error) {
    if (!(await lease.exists(name))) throw error;
  }
}

/** A fast shutdown: open transactions are rolled back, everything committed is written out. */
async function stopServer(place: Place, lease: Lease): Promise<void> {
  const alone = await lease.release().catch(() => true);
  const pid = runningServer(place);
  if (!alone || pid === null) return lease.close();
  process.kill(pid, "SIGINT");
  const ended = await endsWithin(place, pid, 8000);
  // What an immediate shutdown leaves undone is redone from the log at the next start, so nothing committed
  // is lost.
  if (!ended && runningServer(place) === pid) process.kill(pid, "SIGQUIT");
  if (!ended) await endsWithin(place, pid, 2000);
  await lease.close();
}

async function endsWithin(place: Place, pid: number, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    // The pid file goes a moment before the process does.
    if (runningServer(place) !== pid && !isAlive(pid)) return true;
    await sleep(pollMs);
  }
  return false;
}
