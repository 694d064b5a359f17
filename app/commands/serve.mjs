import { existsSync } from "node:fs";

const build = new URL("../../build/server/index.js", import.meta.url);
/** A worker lets its jobs finish; whoever stops it should allow for this before using force. */
const stopWithinMs = 25_000;

/**
 * Runs one part of the built product on the database and providers that the environment names: plain Node,
 * nothing local, nothing that migrates. Any number of either part may share one database.
 */
export async function serve({ web, worker }) {
  if (!existsSync(build)) fail("There is no build yet. Make it with: npm run build");
  const { readEnv, startServer } = await import(build.href);
  const env = readEnvironment(readEnv);
  const server = await startServer({ env, web, worker });
  console.log(web ? `listening on ${server.url}` : "working");
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop(server));
}

function readEnvironment(readEnv) {
  try {
    return readEnv(process.env);
  } catch (error) {
    return fail(error.message);
  }
}

function stop(server) {
  setTimeout(() => fail("not everything ended in time"), stopWithinMs).unref();
  server.stop().then(
    () => process.exit(0),
    (error) => fail(error.stack),
  );
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
