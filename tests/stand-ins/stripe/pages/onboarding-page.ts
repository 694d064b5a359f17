import type { Call } from "~tests/stand-ins/stripe/context";
import { finishOnboarding } from "~tests/stand-ins/stripe/payments/accounts";
import { escaped, pageOf } from "./html";

/** Stripe's account links live a few minutes and work once. */
const LIVES_S = 300;

interface Link {
  account: string;
  refreshUrl: string;
  returnUrl: string;
  expiresAt: number;
  used: boolean;
}

/** Makes the one-time link through which an owner tells Stripe what it needs to know. */
export function createOnboardingLink(
  call: Call,
  to: { account: string; refreshUrl: string; returnUrl: string },
): { url: string; expiresAt: number } {
  const token = call.ids.next("", 24);
  const link: Link = { ...to, expiresAt: call.now + LIVES_S, used: false };
  keep(call, token, link);
  return { url: `${call.world.baseUrl()}/setup/${token}`, expiresAt: link.expiresAt };
}

/** A spent or stale link sends the owner back to the platform for a fresh one. */
export function onboardingPage(call: Call, token: string): { html: string } | { redirect: string } {
  const link = linkOf(call, token);
  if (!link) return { html: pageOf("Not found", "<h1>There is no such link.</h1>") };
  if (link.used || link.expiresAt <= call.now) return { redirect: link.refreshUrl };
  keep(call, token, { ...link, used: true });
  const body =
    `<h1>Connect ${escaped(link.account)}</h1><p class="soft">Stripe would ask for the business, its owner ` +
    `and its bank account here.</p><form method="post" action="/setup/${escaped(token)}">` +
    `<button name="agreed" value="yes">Fill everything in</button>` +
    `<button class="plain" name="agreed" value="no">Not now</button></form>`;
  return { html: pageOf("Connect", body) };
}

export function finishOnboardingLink(call: Call, token: string, agreed: boolean): string {
  const link = linkOf(call, token);
  if (!link) return "/";
  const account = call.store.find("account", call.world.platform, link.account);
  if (agreed && account) finishOnboarding(call, account);
  return link.returnUrl;
}

function linkOf(call: Call, token: string): Link | undefined {
  const kept = call.store.setting(`onboarding ${token}`);
  if (kept === undefined) return undefined;
  const link: Link = JSON.parse(kept);
  return link;
}

function keep(call: Call, token: string, link: Link): void {
  call.store.setSetting(`onboarding ${token}`, JSON.stringify(link));
}
