import type Stripe from "stripe";
import { ownCall, type Call, type World } from "~tests/stand-ins/stripe/context";
import { refused } from "~tests/stand-ins/stripe/http/errors";
import { emit } from "~tests/stand-ins/stripe/state/emit";

interface NewAccount {
  type: Stripe.Account.Type;
  country: string;
  email: string | null;
  name: string | null;
  businessType: string | null;
  capabilities: string[];
  currency: string;
  metadata: Record<string, string>;
}

/** What an owner still has to tell before money can move. */
const ASKED = ["business_profile.url", "external_account", "tos_acceptance.date", "tos_acceptance.ip"];

/** The operator's own account: made once, fully able. */
export function platformAccount(world: World): string {
  const known = world.store.setting("platform");
  if (known !== undefined) return known;
  const call = ownCall(world, "");
  const account = accountOf(call, {
    type: "standard",
    country: "US",
    email: null,
    name: "Test payments",
    businessType: "company",
    capabilities: ["card_payments", "transfers"],
    currency: "usd",
    metadata: {},
  });
  world.store.insert("account", account.id, able(account));
  world.store.setSetting("platform", account.id);
  return account.id;
}

export function createAccount(call: Call, from: NewAccount): Stripe.Account {
  return call.store.insert("account", call.world.platform, accountOf(call, from));
}

/** The owner filled everything in, and Stripe is content. */
export function finishOnboarding(call: Call, account: Stripe.Account): Stripe.Account {
  return changeAccount(call, account, able(account));
}

/** Stripe stops an account from taking payments, or lets it again. */
export function setChargesEnabled(call: Call, account: Stripe.Account, enabled: boolean): Stripe.Account {
  if (enabled) return changeAccount(call, account, able(account));
  return changeAccount(call, account, {
    capabilities: withStatus(account, "inactive"),
    charges_enabled: false,
    payouts_enabled: false,
    requirements: requirementsOf(["individual.verification.document"], "requirements.past_due"),
  });
}

/** Refuses payments for an account that has not finished onboarding or was stopped. */
export function checkChargesEnabled(call: Call): void {
  const account = call.store.find("account", call.world.platform, call.account);
  if (account?.charges_enabled) return;
  throw refused("Your account cannot currently make charges.");
}

/** The owner disconnects from the platform: from now on its key opens nothing there. */
export function deauthorize(call: Call, account: Stripe.Account): void {
  call.store.hide(account.id, { deauthorized: true });
  const application = { id: call.world.application, object: "application", name: "Test payments" };
  emit({ ...call, account: account.id }, "account.application.deauthorized", application);
}

export function changeAccount(
  call: Call,
  account: Stripe.Account,
  change: Partial<Stripe.Account>,
): Stripe.Account {
  const changed = call.store.update("account", { ...account, ...change });
  emit({ ...call, account: account.id }, "account.updated", changed, account);
  return changed;
}

function able(account: Stripe.Account): Stripe.Account {
  return {
    ...account,
    capabilities: withStatus(account, "active"),
    charges_enabled: true,
    details_submitted: true,
    payouts_enabled: true,
    requirements: requirementsOf([], null),
  };
}

function withStatus(account: Stripe.Account, status: "active" | "inactive"): Stripe.Account.Capabilities {
  return Object.fromEntries(Object.keys(account.capabilities ?? {}).map((name) => [name, status]));
}

function requirementsOf(
  asked: string[],
  disabledReason: Stripe.Account.Requirements.DisabledReason | null,
): Stripe.Account.Requirements {
  return {
    alternatives: [],
    current_deadline: null,
    currently_due: asked,
    disabled_reason: disabledReason,
    errors: [],
    eventually_due: asked,
    past_due: disabledReason === null ? [] : asked,
    pending_verification: [],
  };
}

function accountOf(call: Call, from: NewAccount): Stripe.Account {
  const id = call.ids.next("acct_1", 16);
  return {
    id,
    object: "account",
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: null,
      minority_owned_business_designation: null,
      name: from.name,
      product_description: null,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
    },
    business_type: from.businessType,
    capabilities: Object.fromEntries(from.capabilities.map((name) => [name, "inactive"])),
    charges_enabled: false,
    controller: { is_controller: true, type: "application" },
    country: from.country,
    created: call.now,
    default_currency: from.currency,
    details_submitted: false,
    email: from.email,
    external_accounts: {
      object: "list",
      data: [],
      has_more: false,
      url: `/v1/accounts/${id}/external_accounts`,
    },
    future_requirements: requirementsOf([], null),
    metadata: from.metadata,
    payouts_enabled: false,
    requirements: requirementsOf(ASKED, "requirements.past_due"),
    settings: settingsOf(from.name),
    tos_acceptance: { date: null, ip: null, user_agent: null },
    type: from.type,
  };
}

function settingsOf(name: string | null): Stripe.Account.Settings {
  return {
    bacs_debit_payments: { display_name: null, service_user_number: null },
    branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
    card_issuing: { tos_acceptance: { date: null, ip: null } },
    card_payments: {
      decline_on: { avs_failure: false, cvc_failure: false },
      statement_descriptor_prefix: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    dashboard: { display_name: name, timezone: "Etc/UTC" },
    invoices: { default_account_tax_ids: null, hosted_payment_method_save: null },
    payments: {
      statement_descriptor: null,
      statement_descriptor_kana: null,
      statement_descriptor_kanji: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    payouts: {
      debit_negative_balances: true,
      schedule: { delay_days: 2, interval: "daily" },
      statement_descriptor: null,
    },
    sepa_debit_payments: {},
  };
}
