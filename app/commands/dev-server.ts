import type { RunningServer } from "~/server/main.server";
import type { Env } from "~/env.server";

/** Routes and components are taken up by Vite itself; these need the server and the worker made anew. */
const serverSources =
  /\/(app\/(services|adapters|domain|jobs|server)|app\/env\.server|db|emails)\b.*\.(ts|tsx|sql)$/;
const quietMs = 300;

/** The server under Vite: pages change as their files do, and the rest restarts when its sources change. */
export async function startDevServer(env: Env, log: (line: string) => void): Promise<RunningServer> {
  const { createServer } = await import("vite");
  const vite = await createServer({ server: { middlewareMode: true }, appType: "custom" });
  let running = await load();
  let restarting: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function load(): Promise<RunningServer> {
    const main = await vite.ssrLoadModule("./app/server/main.server.ts");
    return (main as typeof import("~/server/main.server")).startServer({
      env,
      web: true,
      worker: true,
      vite,
    });
  }

  async function restart(): Promise<void> {
    log("restarting the server with the changed files");
    await running.stop();
    try {
      running = await load();
    } catch (error) {
      vite.ssrFixStacktrace(error as Error);
      log(`the changed files do not start: ${(error as Error).stack}`);
      running = { url: null, stop: () => Promise.resolve() };
    }
  }

  vite.watcher.on("change", (file) => {
    if (!serverSources.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      restarting = restarting.then(restart);
    }, quietMs);
  });
  return {
    url: running.url,
    async stop() {
      clearTimeout(timer);
      await restarting;
      await running.stop();
      await vite.close();
    },
  };
}
