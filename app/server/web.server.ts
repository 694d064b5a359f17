import { sql } from "drizzle-orm";
import express, { type Express, type RequestHandler } from "express";
import helmet from "helmet";
import type { ViteDevServer } from "vite";
import { clientAddressHeader } from "~/services/staff/client-address.server";
import { readInboxStanding } from "~db/queries/ledger/stripe-events";
import type { App } from "./app.server";

type RemixHandler = (...call: Parameters<RequestHandler>) => Promise<void>;

/** The Express application: headers, assets, health, then Remix. */
export function createWebApp(app: App, remix: RemixHandler, vite?: ViteDevServer): Express {
  const web = express();
  web.disable("x-powered-by");
  // One proxy stands in front in production; more hops would let a client name any address as its own.
  web.set("trust proxy", app.env.nodeEnv === "production" ? 1 : false);
  web.use(
    helmet({
      // Each page sets these two itself, since pages differ in what they may run and what they may tell.
      contentSecurityPolicy: false,
      crossOriginEmbedderPolicy: false,
      referrerPolicy: false,
      strictTransportSecurity: app.env.nodeEnv === "production",
    }),
  );
  web.use(nameClient);
  web.use(logRequests(app));
  if (vite) web.use(vite.middlewares);
  else {
    web.use("/assets", express.static("build/client/assets", { immutable: true, maxAge: "1y" }));
    web.use(express.static("build/client", { maxAge: "1h" }));
  }
  web.get("/healthz", health(app));
  web.get("/healthz/details", healthDetails(app));
  web.all("*", (request, response, next) => {
    void remix(request, response, next); // It hands every error to `next` itself.
  });
  return web;
}

/**
 * Says who is at the other end, so that tries can be counted; whatever the request itself claims is
 * overwritten.
 */
const nameClient: RequestHandler = (request, _response, next) => {
  request.headers[clientAddressHeader.toLowerCase()] = request.ip;
  next();
};

/** Names the route, never the address: the address of a pay link is the secret itself. */
function logRequests({ log }: App): RequestHandler {
  return (request, response, next) => {
    const startedAt = process.hrtime.bigint();
    response.on("finish", () => {
      const durationMs = Number((process.hrtime.bigint() - startedAt) / 1_000_000n);
      const route = request.path.split("/").slice(0, 2).join("/");
      log.debug({ method: request.method, route, status: response.statusCode, durationMs }, "request");
    });
    next();
  };
}

function health({ db, log }: App): RequestHandler {
  return (_request, response) => {
    db.asSystem((tx) => tx.execute(sql`select 1`)).then(
      () => response.type("text").send("ok"),
      (error: unknown) => {
        log.error({ err: error }, "The database does not answer");
        response.status(503).type("text").send("The database does not answer.");
      },
    );
  };
}

/** For the operator's monitoring: figures only, so that anyone may read them. */
function healthDetails({ db, log }: App): RequestHandler {
  return (_request, response) => {
    db.asSystem((tx) => readInboxStanding(tx)).then(
      ({ setAside, oldestWaitingSince }) =>
        response.json({
          ok: true,
          stripeEventsSetAside: setAside,
          oldestStripeEventWaitingSince: oldestWaitingSince,
        }),
      (error: unknown) => {
        log.error({ err: error }, "The database does not answer");
        response.status(503).json({ ok: false });
      },
    );
  };
}
