import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readEnv, type Env } from "~/env.server";
import type { RunningServer } from "~/server/main.server";
import { startEmbeddedPostgres } from "~db/embedded/start";
import { migrate } from "~db/migrate";
import { buildPages } from "./build-pages";
import { demoSecrets } from "./demo-secrets";
import { Stopping } from "./stopping";

/**
 * `npm start`: everything in one process, with a local part for whatever the environment does not name. Real
 * parts take over one by one; with NODE_ENV=production there are no local parts, and a missing one is an
 * error.
 */
type Variables = Record<string, string | undefined>;

interface Options {
  dev: boolean;
  production: boolean;
  port: number;
  dataFolder: string;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const stopping = new Stopping(say);

async function main(): Promise<void> {
  try {
    await start(readOptions());
  } catch (error) {
    // What fails because it is being stopped under our hands is not worth telling; the signal's handler ends
    // us.
    if (stopping.underWay) return;
    process.stderr.write(`\n${isPlain(error) ? error.message : explain(error)}\n`);
    await stopping.all();
    process.exit(1);
  }
}

async function start(options: Options): Promise<void> {
  if (options.production) readEnv(process.env);
  await requireFreePort(options.port);
  const build = options.dev ? Promise.resolve() : buildInBackground();
  const [parts] = await Promise.all([startParts(options), build]);
  const env = readEnv({ ...process.env, ...parts.variables });
  const demo = parts.isDemo ? await prepareDemo(env) : null;
  const server = options.dev ? await startDev(env) : await startBuilt(env);
  await stopping.add(() => server.stop());
  rememberRunning(options.dataFolder, env.appUrl);
  say("");
  say(`portal ${env.appUrl}`);
  if (demo !== null) say(`sign in ${demo.email} ${demo.password}`);
  if (demo !== null) say(`pay link ${demo.payLinkUrl}`);
  if (parts.inboxUrl !== null) say(`inbox ${parts.inboxUrl}`);
}

function readOptions(): Options {
  const port =
    process.env["PORT"] === undefined || process.env["PORT"] === "" ? 3000 : Number(process.env["PORT"]);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Refusal(`PORT is '${process.env["PORT"]}'; it has to be a number from 1 to 65535.`);
  }
  const dataFolder = resolve(process.env["TENFOLD_DATA"] ?? ".data");
  mkdirSync(dataFolder, { recursive: true });
  const production = process.env["NODE_ENV"] === "production";
  return { dev: process.argv.includes("--dev"), production, port, dataFolder };
}

/** Told before anything else, rather than after the half minute that the first start takes. */
function requireFreePort(port: number): Promise<void> {
  return new Promise((free, refuse) => {
    const probe = createServer();
    probe.once("error", (error) => {
      const busy = "code" in error && error.code === "EADDRINUSE";
      const why = busy ? "is in use by another program" : `cannot be used (${error.message})`;
      refuse(new Refusal(`Port ${port} ${why}. Choose another one: PORT=${port + 10} npm start`));
    });
    probe.listen(port, () => probe.close(() => free()));
  });
}

async function buildInBackground(): Promise<void> {
  const cancel = new AbortController();
  await stopping.add(() => Promise.resolve(cancel.abort()));
  await buildPages(say, cancel.signal);
}

interface Parts {
  variables: Variables;
  inboxUrl: string | null;
  isDemo: boolean;
}

async function startParts(options: Options): Promise<Parts> {
  const database = await openDatabase(options);
  say("bringing the database up to date");
  await migrate({ url: database.url });
  const appUrl = process.env["APP_URL"] || `http://localhost:${options.port}`;
  const given: Variables = { APP_URL: appUrl, PORT: String(options.port), DATABASE_URL: database.url };
  if (options.production) return { variables: given, inboxUrl: null, isDemo: false };
  const standIns = await startStandIns(options, appUrl);
  const secrets = withoutGiven({ ...demoSecrets(options.dataFolder), LOG_LEVEL: "warn" });
  const isDemo = database.embedded || process.env["TENFOLD_DEMO"] === "1";
  return { variables: { ...secrets, ...standIns.variables, ...given }, inboxUrl: standIns.inboxUrl, isDemo };
}

function withoutGiven(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !process.env[name]));
}

async function openDatabase({ dataFolder, port }: Options): Promise<{ url: string; embedded: boolean }> {
  const given = process.env["DATABASE_URL"];
  if (given) return { url: given, embedded: false };
  say("starting PostgreSQL");
  const server = await startEmbeddedPostgres({ dataFolder, log: say });
  await stopping.add(() => server.stop());
  if (!(await server.claim("start"))) {
    throw new Refusal(
      `Tenfold is already running with the data in ${dataFolder}${describeRunning(dataFolder)}.\n` +
        `Stop it first, or start a second one beside it: TENFOLD_DATA=.data-2 PORT=${port + 10} npm start`,
    );
  }
  if (server.adopted) say("taking over the PostgreSQL that an earlier start left running");
  return { url: server.url, embedded: true };
}

function rememberRunning(dataFolder: string, portal: string): void {
  writeFileSync(join(dataFolder, "running.json"), JSON.stringify({ pid: process.pid, portal }));
}

function describeRunning(dataFolder: string): string {
  const file = join(dataFolder, "running.json");
  if (!existsSync(file)) return "";
  const found: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof found !== "object" || found === null || !("pid" in found) || !("portal" in found)) return "";
  return ` (process ${String(found.pid)}, ${String(found.portal)})`;
}

/** One of these in the environment has a real service used in the place of the provider's stand-in. */
const providerKeys = {
  stripe: ["STRIPE_SECRET_KEY"],
  resend: ["RESEND_API_KEY", "SMTP_URL"],
  twilio: ["TWILIO_ACCOUNT_SID"],
} as const;

async function startStandIns(
  options: Options,
  appUrl: string,
): Promise<{ variables: Variables; inboxUrl: string | null }> {
  const only = (["stripe", "resend", "twilio"] as const).filter(
    (provider) => !providerKeys[provider].some((key) => process.env[key]),
  );
  if (only.length === 0) return { variables: {}, inboxUrl: null };
  say(`starting local stand-ins for ${only.join(", ")}`);
  const module = await import("~tests/stand-ins/start");
  const standIns = await module.startStandIns({ dataFolder: options.dataFolder, only, appUrl, log: say });
  await stopping.add(() => standIns.stop());
  return { variables: standIns.env, inboxUrl: standIns.inboxUrl };
}

async function prepareDemo(env: Env) {
  say("preparing the demo vendor");
  const { seedDemo } = await import("./seed");
  return seedDemo({ env });
}

async function startBuilt(env: Env): Promise<RunningServer> {
  say("starting the server");
  const file = pathToFileURL(resolve("build/server/index.js")).href;
  const built = (await import(file)) as typeof import("~/server/main.server");
  return built.startServer({ env, web: true, worker: true });
}

async function startDev(env: Env): Promise<RunningServer> {
  say("starting the development server");
  const { startDevServer } = await import("./dev-server");
  return startDevServer(env, say);
}

/** Something only the person at the keyboard can put right: said in plain words, without a stack. */
class Refusal extends Error {}

function isPlain(error: unknown): error is Error {
  return error instanceof Refusal || (error instanceof Error && error.name === "EnvironmentError");
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

await main();
