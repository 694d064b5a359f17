import { parseArgs } from "node:util";
import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { withDatabase } from "~tests/setup/address";
import { startTestServer } from "~tests/setup/server";
import { prepareTemplate } from "~tests/setup/template";
import { openMachineRoom, type MachineRoom } from "./machine-room";
import { play } from "./play";
import { report, shrink } from "./shrink";
import { storyOf } from "./story";

/**
 * `npm run simulate -- --seeds N --from S`: plays N seeds from S on and prints how many a second. A seed that
 * fails is shrunk and told, and the exit code is 1.
 */
const { values } = parseArgs({
  options: { seeds: { type: "string", default: "50" }, from: { type: "string", default: "1" } },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!Number.isInteger(seeds) || seeds < 1 || !Number.isInteger(from)) {
  process.stderr.write("Usage: npm run simulate -- --seeds <how many> --from <the first>\n");
  process.exit(2);
}

const failed = await onOwnDatabase((room) => simulate(room));
process.exitCode = failed.length > 0 ? 1 : 0;

async function simulate(room: MachineRoom): Promise<number[]> {
  const startedAt = performance.now();
  const failing: number[] = [];
  for (let seed = from; seed < from + seeds; seed += 1) {
    const played = await play(room, storyOf(seed));
    if (played.complaints.length === 0) continue;
    failing.push(seed);
    process.stdout.write(`${report(seed, (await shrink(room, storyOf(seed))) ?? played)}\n\n`);
  }
  const perSecond = seeds / ((performance.now() - startedAt) / 1000);
  const outcome = failing.length === 0 ? "all kept every promise" : `failed: ${failing.join(", ")}`;
  process.stdout.write(`${seeds} seeds from ${from}, ${perSecond.toFixed(2)} seeds/s; ${outcome}\n`);
  return failing;
}

/** A migrated database that is gone afterwards, on TEST_DATABASE_URL's server or this machine's own. */
async function onOwnDatabase<T>(use: (room: MachineRoom) => Promise<T>): Promise<T> {
  const given = process.env["TEST_DATABASE_URL"];
  const server = given === undefined ? await startTestServer() : { url: given, stop: async () => undefined };
  const template = await prepareTemplate(server.url);
  const name = `tenfold_test_${process.pid}_${randomBytes(4).toString("hex")}`;
  const admin = postgres(server.url, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${name} template ${template}`);
  try {
    const room = await openMachineRoom(withDatabase(server.url, name));
    try {
      return await use(room);
    } finally {
      await room.close();
    }
  } finally {
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
    await server.stop();
  }
}
