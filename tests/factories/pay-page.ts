import type { AppLoadContext } from "@remix-run/node";
import { action, loader } from "~/routes/p.$token";
import type { Sql } from "postgres";
import { v7 as uuid } from "uuid";
import type { BalanceId, DebtorId, PayLinkId, VendorId } from "~/domain/ids";
import { createApp } from "~/server/create-app.server";
import { setApp, type App } from "~/server/app.server";
import { mintPayLink, type MintedPayLink } from "~/services/pay-page/mint-pay-link.server";
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
      vendorId,
      debtorId,
      messageId: null,
      keys: app.linkKeys,
      now: clock.now,
      ...(lifetimeDays && { lifetimeDays }),
    }),
  );
}

/** Opens the page as a browser does. */
export async function get(
  token: string,
  {
    query = "",
    headers = {},
    method = "GET",
  }: { query?: string; headers?: HeadersInit; method?: "GET" | "HEAD" } = {},
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

/** The values of the ticks on the page, in their order, and whether each is ticked. */
export async function ticksOf(response: Response): Promise<[string, boolean][]> {
  const inputs = (await response.clone().text()).match(/<input[^>]*class="tick"[^>]*>/g) ?? [];
  return inputs.map((input) => [/value="([^"]*)"/.exec(input)?.[1] ?? "", input.includes("checked")]);
}

/**
 * A session at Stripe for $45.00 on a balance, as our rows know it once the browser has left for it, with the
 * state of the payment it led to when that is known. Returns the session's id.
 */
export async function makeCheckout(
  admin: Sql,
  checkout: {
    vendorId: VendorId;
    debtorId: DebtorId;
    payLinkId: PayLinkId;
    balanceId: BalanceId;
    paymentState?: string | null;
  },
): Promise<string> {
  const { vendorId, debtorId, payLinkId, balanceId, paymentState = null } = checkout;
  const [id, stripeSessionId] = [uuid(), `cs_test_${uuid()}`];
  const about = { vendor_id: vendorId, debtor_id: debtorId, currency: "USD", amount_minor: "4500" };
  const row = {
    ...about,
    id,
    pay_link_id: payLinkId,
    selection_key: "any",
    state: "complete",
    idempotency_key: id,
    stripe_session_id: stripeSessionId,
    expires_at: new Date(),
  };
  await admin`insert into checkouts ${admin(row)}`;
  const line = { vendor_id: vendorId, checkout_id: id, balance_id: balanceId, amount_minor: "4500" };
  await admin`insert into checkout_lines ${admin(line)}`;
  if (paymentState !== null) {
    const ids = { id: uuid(), checkout_id: id, stripe_payment_intent_id: `pi_${id}` };
    const payment = { ...about, ...ids, state: paymentState };
    await admin`insert into payments ${admin(payment)}`;
  }
  return stripeSessionId;
}
