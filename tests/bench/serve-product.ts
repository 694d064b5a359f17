import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readEnv } from "~/env.server";

/* The built product, web part alone, in a process of its own. */
const built: typeof import("~/server/main.server") = await import(
  pathToFileURL(resolve("build/server/index.js")).href
);
const server = await built.startServer({ env: readEnv(process.env), web: true, worker: false });
process.once("SIGTERM", () => {
  server.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
process.send?.({ url: server.url });
