import type Stripe from "stripe";
import { z } from "zod";
import type { Call } from "~tests/stand-ins/stripe/context";
import { accountInaccessible, rejected, resourceMissing } from "~tests/stand-ins/stripe/http/errors";
import {
  expand,
  flag,
  mergedMetadata,
  metadata,
  page,
  parse,
  text,
} from "~tests/stand-ins/stripe/http/parameters";
import { get, post, type Route } from "~tests/stand-ins/stripe/http/router";
import { listing } from "~tests/stand-ins/stripe/http/listing";
import { createOnboardingLink } from "~tests/stand-ins/stripe/pages/onboarding-page";
import { changeAccount, createAccount } from "~tests/stand-ins/stripe/payments/accounts";
import { knownCurrency } from "~tests/stand-ins/stripe/payments/currencies";

const profile = z
  .strictObject({ mcc: text, name: text, product_description: text, support_email: text, url: text })
  .partial();

const create = z.strictObject({
  business_profile: profile.optional(),
  business_type: z.enum(["company", "government_entity", "individual", "non_profit"]).optional(),
  capabilities: z.record(z.string(), z.strictObject({ requested: flag })).optional(),
  /** Accepted for what it says about responsibilities; the stand-in has one kind of account. */
  controller: z.record(z.string(), z.unknown()).optional(),
  country: z.string().length(2).optional(),
  default_currency: text.optional(),
  email: text.optional(),
  expand,
  metadata: metadata.optional(),
  type: z.enum(["custom", "express", "standard"]).optional(),
});
const updateAsked = z.strictObject({
  business_profile: profile.optional(),
  email: text.optional(),
  expand,
  metadata: metadata.optional(),
});
const onlyExpand = z.strictObject({ expand });

const link = z.strictObject({
  account: text.min(1),
  collect: text.optional(),
  collection_options: z.strictObject({ fields: text, future_requirements: text }).partial().optional(),
  expand,
  refresh_url: text.optional(),
  return_url: text.optional(),
  type: z.enum(["account_onboarding", "account_update"]),
});

function make(call: Call, params: z.infer<typeof create>): Stripe.Account {
  const asked = Object.entries(params.capabilities ?? {}).filter(([, { requested }]) => requested);
  return createAccount(call, {
    type: params.type ?? (params.controller ? "none" : "standard"),
    country: params.country ?? "US",
    email: params.email ?? null,
    name: params.business_profile?.name ?? null,
    businessType: params.business_type ?? null,
    capabilities: asked.length > 0 ? asked.map(([name]) => name) : ["card_payments", "transfers"],
    currency: knownCurrency(params.default_currency ?? "usd", "default_currency"),
    metadata: params.metadata ?? {},
  });
}

/** Accounts belong to the platform, so they are looked for there whoever asks. */
function accountInPath(call: Call, id: string): Stripe.Account {
  const account = call.store.find("account", call.world.platform, id);
  const [kept] = call.store.hidden<{ deauthorized?: boolean }>(id);
  if (account && !kept?.deauthorized) return account;
  throw accountInaccessible("sk_test_of_the_platform", id);
}

function change(call: Call, account: Stripe.Account, params: z.infer<typeof updateAsked>): Stripe.Account {
  const { business_profile: before } = account;
  return changeAccount(call, account, {
    ...(params.email === undefined ? {} : { email: params.email }),
    ...(params.business_profile && before
      ? { business_profile: { ...before, ...withoutUndefined(params.business_profile) } }
      : {}),
    metadata: mergedMetadata(account.metadata ?? {}, params.metadata ?? {}),
  });
}

function withoutUndefined(sent: z.infer<typeof profile>): { [name in keyof typeof sent]?: string } {
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
}

function linkFor(call: Call, params: z.infer<typeof link>): Stripe.AccountLink {
  const account = call.store.find("account", call.world.platform, params.account);
  if (!account) throw resourceMissing("account", params.account, { param: "account", inPath: false });
  for (const param of ["refresh_url", "return_url"] as const) {
    if (!params[param])
      throw rejected(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  }
  const made = createOnboardingLink(call, {
    account: account.id,
    refreshUrl: params.refresh_url ?? "",
    returnUrl: params.return_url ?? "",
  });
  return { object: "account_link", created: call.now, expires_at: made.expiresAt, url: made.url };
}

export const accountRoutes: Route[] = [
  post("/v1/accounts", (call, { params }) => make(call, parse(create, params))),
  get("/v1/accounts", (call, { params }) => {
    const asked = parse(z.strictObject(page), params);
    const found = listing({ ...call, account: call.world.platform }, "account", "/v1/accounts", asked);
    return { ...found, data: found.data.filter(({ id }) => id !== call.world.platform) };
  }),
  get("/v1/account", (call, { params }) => {
    parse(onlyExpand, params);
    return accountInPath(call, call.account);
  }),
  get("/v1/accounts/:id", (call, { ids, params }) => {
    parse(onlyExpand, params);
    return accountInPath(call, ids[0] ?? "");
  }),
  post("/v1/accounts/:id", (call, { ids, params }) =>
    change(call, accountInPath(call, ids[0] ?? ""), parse(updateAsked, params)),
  ),
  post("/v1/account_links", (call, { params }) => linkFor(call, parse(link, params))),
];
