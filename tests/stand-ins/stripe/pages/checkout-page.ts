import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";
import { debitOf, secretOf } from "~tests/stand-ins/stripe/payments/checkout";
import { printed } from "~tests/stand-ins/stripe/payments/currencies";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";
import { escaped, pageOf } from "./html";

/** The open session's page: what is paid, to whom, and the ways a test can go. */
export function checkoutPage(call: Call, session: Stripe.Checkout.Session, declined?: string): string {
  const vendor = vendorOf(call, session);
  const total = printed(session.amount_total ?? 0, session.currency ?? "usd");
  const heading = session.mode === "setup" ? "Keep a card for later" : total;
  const cancel = session.cancel_url && escaped(filled(session, session.cancel_url));
  const back = cancel ? `<a class="button plain" href="${cancel}">Go back without paying</a>` : "";
  const body =
    `<h1>${escaped(vendor)}</h1><p class="amount">${escaped(heading)}</p>` +
    (session.mode === "setup" ? "" : itemsOf(call, session)) +
    (declined === undefined ? "" : `<p class="bad" role="alert">${escaped(declined)}</p>`) +
    formFor(call, session, vendor, total) +
    back;
  return pageOf(session.mode === "setup" ? "Keep a card" : `Pay ${vendor}`, body);
}

/** The bank's question. */
export function authenticationPage(title: string, amount: string, action: string): string {
  const body =
    `<h1>Your bank asks you to approve this payment</h1><p class="amount">${escaped(amount)}</p>` +
    `<form method="post" action="${escaped(action)}">` +
    `<button name="approved" value="yes">Approve</button>` +
    `<button class="plain" name="approved" value="no">Refuse</button></form>`;
  return pageOf(title, body);
}

/** A session that takes no more payments says so, and where to go. */
export function closedPage(session: Stripe.Checkout.Session): string {
  const expired = session.status === "expired";
  const says = expired ? "This page has expired. Nothing was taken." : "This payment is already complete.";
  const target = expired ? session.cancel_url : session.success_url;
  const link = target ? `<p><a href="${escaped(filled(session, target))}">Continue</a></p>` : "";
  return pageOf(expired ? "Expired" : "Complete", `<h1>${says}</h1>${link}`);
}

/** Stripe puts the session's id where a URL asks for it. */
export function filled(session: Stripe.Checkout.Session, url: string): string {
  return url
    .replaceAll("{CHECKOUT_SESSION_ID}", session.id)
    .replaceAll("%7BCHECKOUT_SESSION_ID%7D", session.id);
}

function vendorOf(call: Call, session: Stripe.Checkout.Session): string {
  const asked = secretOf(call, session).displayName;
  const account = call.store.find("account", call.world.platform, call.account);
  return (
    asked ?? account?.business_profile?.name ?? account?.settings?.dashboard.display_name ?? "Test payments"
  );
}

function itemsOf(call: Call, session: Stripe.Checkout.Session): string {
  const rows = secretOf(call, session).lineItems.map((item) => {
    const times = item.quantity === 1 ? "" : ` × ${item.quantity}`;
    const amount = printed(item.amount_total, item.currency);
    return `<li><span>${escaped(item.description ?? "")}${times}</span><span>${escaped(amount)}</span></li>`;
  });
  return `<ul class="items">${rows.join("")}</ul>`;
}

function formFor(call: Call, session: Stripe.Checkout.Session, vendor: string, total: string): string {
  const customer = call.store.find("customer", call.account, idOf(session.customer) ?? "");
  const email = session.customer_email ?? customer?.email ?? null;
  const name = escaped(customer?.name ?? "Test Payer");
  const emailField =
    email === null
      ? `<label>Email<input type="email" name="email" autocomplete="email" value="test@example.com" ` +
        `required></label>`
      : `<p class="soft">Receipt to ${escaped(email)}</p>`;
  return (
    `<form method="post" action="/c/pay/${session.id}">${emailField}` +
    `<label>Name<input type="text" name="name" autocomplete="name" value="${name}"></label>` +
    `<fieldset><legend>How should this test go?</legend>${waysOf(session)}</fieldset>` +
    consentOf(call, session, vendor) +
    `<button>${session.mode === "setup" ? "Keep this card" : `Pay ${escaped(total)}`}</button></form>`
  );
}

function waysOf(session: Stripe.Checkout.Session): string {
  const ways: [string, string][] = [];
  if (session.payment_method_types.includes("card")) {
    ways.push(["card", "Card ···· 4242, succeeds"]);
    if (session.mode === "setup")
      ways.push(["declines_later", "Card ···· 0341, kept now, declined when charged"]);
    else {
      ways.push(["insufficient_funds", "Card ···· 9995, declined for insufficient funds"]);
      ways.push(["declined", "Card ···· 0002, declined"]);
    }
    ways.push(["authentication", "Card ···· 3184, the bank asks for approval each time"]);
  }
  if (debitOf(session)) {
    ways.push(["bank_debit", "Bank debit ···· 6789, succeeds after a while"]);
    ways.push(["bank_debit_fails", "Bank debit ···· 2227, fails after a while"]);
  }
  return ways
    .map(([way, says], at) => {
      const chosen = at === 0 ? " checked" : "";
      const input = `<input type="radio" name="way" value="${way}"${chosen}>`;
      return `<label class="row">${input}<span>${says}</span></label>`;
    })
    .join("");
}

function consentOf(call: Call, session: Stripe.Checkout.Session, vendor: string): string {
  if (session.mode === "setup" || secretOf(call, session).intent.setupFutureUsage !== null) {
    return (
      `<p class="soft">By continuing you allow ${escaped(vendor)} to keep this payment method and charge ` +
      `it for future payments you agree to with them.</p>`
    );
  }
  if (session.saved_payment_method_options?.payment_method_save !== "enabled") return "";
  return (
    `<label class="row"><input type="checkbox" name="keep" value="yes"><span>Keep this payment method with ` +
    `${escaped(vendor)} for next time</span></label>`
  );
}
