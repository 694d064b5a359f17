import pino from "pino";
import { createStripeGateway } from "~/adapters/stripe.server";
import type { App } from "~/server/app.server";
import { withDatabase } from "./with-database";

export type StripeParts = Pick<App, "db" | "stripe" | "log">;

/**
 * Runs a command on the database and the Stripe account that the environment names, or else on those of the
 * `npm start` that runs on this machine.
 */
export async function withStripe<T>(run: (parts: StripeParts) => Promise<T>): Promise<T> {
  const { secretKey, apiBase } = await findStripe();
  // No webhook is heard here, so there is no signature to check.
  const stripe = createStripeGateway({ secretKey, apiBase, webhookSecret: "" });
  const log = pino({ level: process.env["LOG_LEVEL"] ?? "silent" });
  return withDatabase((db) => run({ db, stripe, log }));
}

async function findStripe(): Promise<{ secretKey: string; apiBase: string | undefined }> {
  const secretKey = process.env["STRIPE_SECRET_KEY"];
  if (secretKey) return { secretKey, apiBase: process.env["STRIPE_API_BASE"] };
  if (process.env["NODE_ENV"] !== "production") {
    const { locateStripe } = await import("~tests/stand-ins/start");
    const local = locateStripe(process.env["TENFOLD_DATA"] ?? ".data");
    if (local) return local;
  }
  throw new Error("STRIPE_SECRET_KEY is missing. Find it at https://dashboard.stripe.com/apikeys.");
}
