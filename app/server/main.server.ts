import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import type { ViteDevServer } from "vite";
import type { Env } from "~/env.server";
import { startWorker } from "~/jobs/worker.server";
import { installShippedTemplates } from "~/services/templates/install-shipped-templates.server";
import { setApp } from "./app.server";
import { armFailpoint } from "./arm-failpoint.server";
import { createApp } from "./create-app.server";
import { createWebApp } from "./web.server";

/** For whoever runs the build, which holds everything that a process needs. */
export { readEnv } from "~/env.server";

export interface RunningServer {
  /** Where the web part listens; null when this process runs the worker alone. */
  url: string | null;
  /** Finishes what is under way, then lets go of every connection. */
  stop(): Promise<void>;
}

/**
 * Starts this process's part of Tenfold: web, worker, or both. Any number of either may share one database.
 */
export async function startServer({
  env,
  web,
  worker,
  vite,
}: {
  env: Env;
  web: boolean;
  worker: boolean;
  /** The development server that compiles routes as they change; production runs the built ones. */
  vite?: ViteDevServer;
}): Promise<RunningServer> {
  if (env.failpoint) armFailpoint(env.failpoint);
  const app = await createApp(env);
  setApp(app);
  const stops: (() => Promise<void>)[] = [() => app.db.close()];
  let url: string | null = null;
  try {
    if (worker) {
      await installShippedTemplates(app);
      const running = await startWorker({ app, databaseUrl: env.databaseUrl });
      stops.push(() => running.stop());
    }
    if (web) {
      const handle = createWebApp(app, await requestHandler(vite), vite);
      const server = createServer((request, response) => {
        void handle(request, response);
      });
      url = await listen(server, env.port);
      stops.push(() => closeServer(server));
    }
  } catch (error) {
    for (const stop of stops.reverse()) await stop();
    throw error;
  }
  return {
    url,
    async stop() {
      for (const stop of stops.reverse()) await stop();
    },
  };
}

async function requestHandler(vite: ViteDevServer | undefined) {
  const build = vite
    ? async () => (await vite.ssrLoadModule("virtual:remix/server-build")) as ServerBuild
    : ((await import("virtual:remix/server-build")) as ServerBuild);
  return createRequestHandler({ build, mode: vite ? "development" : "production" });
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => {
      const { port: bound } = server.address() as AddressInfo;
      resolve(`http://localhost:${bound}`);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error);
      else resolve();
    });
    server.closeIdleConnections();
  });
}
