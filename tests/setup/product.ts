import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Product {
  portalUrl: string;
  signIn: { email: string; password: string };
  payLinkUrl: string;
  inboxUrl: string;
  dataFolder: string;
  /** Everything it has printed so far. */
  output: () => string;
  /** As Ctrl-C does. Rejects when it does not end within ten seconds or so. */
  stop(): Promise<void>;
  /** As a power cut does. Starting again on the same data folder takes up what is left. */
  kill9(): Promise<void>;
}

export interface ProductOptions {
  /** Kept when given; otherwise a new one, removed by `stop`. */
  dataFolder?: string;
  port?: number;
  env?: Record<string, string>;
  startWithinMs?: number;
}

/** The whole product, started as `npm start` starts it, on a free port and data of its own. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataFolder = options.dataFolder ?? temporaryDataFolder();
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, ["--import", "tsx", "app/commands/start.ts"], {
    env: { ...withoutRealParts(process.env), ...options.env, PORT: String(port), TENFOLD_DATA: dataFolder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = collectOutput(child);
  const addresses = await printedAddresses(child, printed, options.startWithinMs ?? 180_000);
  const temporary = options.dataFolder === undefined;
  return {
    ...addresses,
    dataFolder,
    output: printed.text,
    async stop() {
      await end(child, "SIGTERM");
      if (temporary) rmSync(dataFolder, { recursive: true, force: true });
    },
    kill9: () => end(child, "SIGKILL"),
  };
}

/** Open to walk through, since a server started by root runs as an account that has to reach its data. */
export function temporaryDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tenfold-"));
  chmodSync(folder, 0o711);
  return folder;
}

/**
 * A journey must never reach a real provider, or a database of somebody's, through the shell it was started
 * from.
 */
function withoutRealParts(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const real =
    /^(DATABASE_URL|APP_URL|LINK_KEYS|SESSION_SECRET|NODE_ENV|VITEST.*|(STRIPE|RESEND|TWILIO|EMAIL)_.*)$/;
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !real.test(name))),
    NODE_ENV: "development",
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port);
        else reject(new Error("The probe has no port."));
      });
    });
  });
}

interface Printed {
  text: () => string;
  onLine: (look: () => void) => void;
}

function collectOutput(child: ChildProcess): Printed {
  const chunks: string[] = [];
  const lookers: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      chunks.push(chunk);
      for (const look of lookers) look();
    });
  }
  return { text: () => chunks.join(""), onLine: (look) => lookers.push(look) };
}

type Addresses = Pick<Product, "portalUrl" | "signIn" | "payLinkUrl" | "inboxUrl">;

function printedAddresses(child: ChildProcess, printed: Printed, limitMs: number): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    const giveUp = (why: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`The product ${why}. It printed:\n${printed.text()}`));
    };
    const timer = setTimeout(() => giveUp(`did not start in ${limitMs / 1000} s`), limitMs);
    const endedEarly = (code: number | null) => giveUp(`ended with code ${code} instead of starting`);
    child.once("exit", endedEarly);
    printed.onLine(() => {
      const addresses = readAddresses(printed.text());
      if (addresses === null) return;
      clearTimeout(timer);
      child.off("exit", endedEarly);
      resolve(addresses);
    });
  });
}

function readAddresses(text: string): Addresses | null {
  const portalUrl = /^portal (\S+)$/m.exec(text)?.[1];
  const [, email, password] = /^sign in (\S+) (\S+)$/m.exec(text) ?? [];
  const payLinkUrl = /^pay link (\S+)$/m.exec(text)?.[1];
  const inboxUrl = /^inbox (\S+)$/m.exec(text)?.[1];
  if (portalUrl === undefined || email === undefined || password === undefined) return null;
  if (payLinkUrl === undefined || inboxUrl === undefined) return null;
  return { portalUrl, signIn: { email, password }, payLinkUrl, inboxUrl };
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = Promise.withResolvers<undefined>();
  child.once("exit", () => ended.resolve(undefined));
  child.kill(signal);
  const timer = setTimeout(() => {
    child.kill("SIGKILL");
    ended.reject(new Error(`The product was still running 12 s after ${signal}.`));
  }, 12_000);
  await ended.promise.finally(() => clearTimeout(timer));
}
