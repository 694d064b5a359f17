import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Place } from "./place";
import { isAlive } from "./process";

/**
 * Makes the data folder of a new server, once. `initdb` works beside it and the finished folder is moved into
 * place, so a folder with the right name is always whole, whatever was killed when.
 */
export async function initialiseCluster(place: Place, { durable }: { durable: boolean }): Promise<void> {
  removeUnfinished(place.data);
  if (existsSync(join(place.data, "PG_VERSION"))) return;
  const unfinished = `${place.data}.unfinished-${process.pid}-${randomBytes(3).toString("hex")}`;
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  if (place.account !== null) chownSync(unfinished, place.account.uid, place.account.gid);
  await runInitdb(place, unfinished, durable);
  moveIntoPlace(unfinished, place.data);
}

/** What a killed start left behind. A folder whose maker still runs is its business. */
function removeUnfinished(data: string): void {
  const parent = dirname(data);
  const prefix = `${basename(data)}.unfinished-`;
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    const maker = Number.parseInt(name.slice(prefix.length), 10);
    if (name.startsWith(prefix) && !isAlive(maker)) {
      // The killed maker's initdb may still be writing for a moment.
      rmSync(join(parent, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    }
  }
}

function runInitdb(place: Place, folder: string, durable: boolean): Promise<void> {
  const child = spawn(
    join(place.binaries, "bin", "initdb"),
    [
      `--pgdata=${folder}`,
      "--username=tenfold",
      "--auth=trust",
      "--encoding=UTF8",
      // The server's own C.UTF-8 sorts and folds case alike on every machine, whatever locales are installed
      // there.
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      ...(durable ? [] : ["--no-sync"]),
    ],
    { cwd: folder, stdio: ["ignore", "pipe", "pipe"], ...asAccount(place) },
  );
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      reject(
        new Error(`PostgreSQL could not make its data folder:\n${Buffer.concat(output).toString("utf8")}`),
      );
    });
  });
}

function moveIntoPlace(unfinished: string, data: string): void {
  try {
    renameSync(unfinished, data);
    syncFolder(dirname(data));
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // A second start has made the same folder in the meantime: theirs is as good.
    if (!existsSync(join(data, "PG_VERSION"))) throw error;
  }
}

/** A rename survives a power cut only once the folder that lists the name is written too. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

export function asAccount(place: Place): { uid: number; gid: number } | Record<string, never> {
  return place.account === null ? {} : { uid: place.account.uid, gid: place.account.gid };
}

/** The last lines of the server's log, for the error that has to explain why it did not start. */
export function endOfLog(place: Place): string {
  if (!existsSync(place.logFile)) return "(it wrote no log)";
  return readFileSync(place.logFile, "utf8").trimEnd().split("\n").slice(-12).join("\n");
}
