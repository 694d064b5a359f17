import type { AppLoadContext } from "@remix-run/node";
import { action, loader } from "~/routes/p.$token";
import type { DebtorId, VendorId } from "~/domain/ids";
import { createApp } from "~/server/create-app.server";
import { setApp, type App } from "~/server/app.server";
import { mintPayLink, type MintedPayLink } from "~/services/mint-pay-link.server";
import { testEnv } from "./payments";
import type { StripeStandIn } from "~tests/stand-ins/stripe";

export interface Portal {
  app: App;
  /** The clock of the portal; set it to move in time. */
  clock: { now: Date };
}

/** This process's App on a test's database, with a clock that stands still until it is set. */
export async function openPortal(databaseUrl: string, stripe: StripeStandIn, now: Date): Promise<Portal> {
  const clock = { now };
  const app = await createApp({ ...testEnv(stripe), databaseUrl, logLevel: "silent" }, () => clock.now);
  setApp(app);
  return { app, clock };
}

export function mintLink(
  { app, clock }: Portal,
  { vendorId, debtorId, lifetimeDays }: { vendorId: VendorId; debtorId: DebtorId; lifetimeDays?: number },
): Promise<MintedPayLink> {
  return app.db.asVendor(vendorId, (tx) =>
    mintPayLink(tx, {
      vendorId, debtorId, messageId: null, keys: app.linkKeys, now: clock.now, ...(lifetimeDays && { lifetimeDays }),
    }),
  );
}

/** Opens the page as a browser does. */
export async function get(
  token: string,
  { query = "", headers = {}, method = "GET" }: { query?: string; headers?: HeadersInit; method?: "GET" | "HEAD" } = {},
): Promise<Response> {
  const request = new Request(addressOf(token) + query, { method, headers });
  return loader({ request, params: { token }, context: noContext });
}

/** Presses a button of the page: what browsers send of a form. */
export async function press(
  token: string,
  intent: string,
  fields: Record<string, string | readonly string[]> = {},
): Promise<Response> {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) {
    for (const value of typeof values === "string" ? [values] : values) body.append(name, value);
  }
  body.append("intent", intent);
  const request = new Request(addressOf(token), { method: "POST", body });
  return action({ request, params: { token }, context: noContext });
}

function addressOf(token: string): string {
  return `http://localhost:3000/p/${token}`;
}

const noContext: AppLoadContext = {};

/** What a person reads of a page. */
export async function textOf(response: Response): Promise<string> {
  const html = await response.clone().text();
  return html
    .replace(/<style>.*?<\/style>|<head>.*?<\/head>/gs, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&#x27;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ");
}
