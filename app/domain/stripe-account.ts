/** A vendor's own account at Stripe, as Stripe describes it. The adapter makes these facts. */
export interface AccountFacts {
  /** `acct_…` */
  stripeAccountId: string;
  /** Whether the vendor has given Stripe all it asked for. */
  detailsSubmitted: boolean;
  chargesEnabled: boolean;
  payoutsEnabled: boolean;
  /** What Stripe wants now, in its own names: `individual.verification.document`. */
  currentlyDue: readonly string[];
  /** Why Stripe has switched something off, in its own word. */
  disabledReason: string | null;
}

/** Why no reminder goes out: a message whose link ends where nobody can pay must not be sent. */
export const cannotCollectReason = "The Stripe account that payments go to cannot take any.";

/** How an account stands, in the order in which an account usually comes to it. */
export type AccountStanding =
  /** Stripe waits for the vendor, and takes no payments until then. */
  | "needs_details"
  /** Stripe has all it asked for and looks at it. */
  | "under_review"
  /** Payments come in; what comes in is not paid out yet. */
  | "payouts_pending"
  | "ready"
  /** Stripe has switched payments off, and the vendor has to take that up with Stripe. */
  | "stopped"
  /** The vendor withdrew Tenfold's access. */
  | "disconnected";

export function standingOf(
  account: Omit<AccountFacts, "stripeAccountId"> & { disconnectedAt: Date | null },
): AccountStanding {
  if (account.disconnectedAt) return "disconnected";
  if (account.chargesEnabled) return account.payoutsEnabled ? "ready" : "payouts_pending";
  if (account.disabledReason && stops(account.disabledReason)) return "stopped";
  if (account.currentlyDue.length > 0 || !account.detailsSubmitted) return "needs_details";
  return "under_review";
}

/** Whether the account takes no payments whatever the vendor fills in. */
function stops(disabledReason: string): boolean {
  return disabledReason.startsWith("rejected.") || ["listed", "platform_paused"].includes(disabledReason);
}

/** https://docs.stripe.com/api/accounts/object#account_object-requirements-disabled_reason */
const disabledReasons: Readonly<Record<string, string>> = {
  "action_required.requested_capabilities": "Taking payments has to be asked for at Stripe first.",
  listed: "Stripe is checking the account against a list of people and businesses it may not serve.",
  platform_paused: "The operator of this portal has paused the account.",
  "rejected.fraud": "Stripe has closed the account because it suspects fraud.",
  "rejected.incomplete_verification": "Stripe has closed the account because details were never verified.",
  "rejected.listed":
    "Stripe has closed the account because its owner is on a list of those it may not serve.",
  "rejected.other": "Stripe has closed the account.",
  "rejected.terms_of_service": "Stripe has closed the account because it broke Stripe’s terms.",
  "requirements.past_due": "Details that Stripe asked for are late.",
  "requirements.pending_verification": "Stripe is checking what you sent.",
  under_review: "Stripe is reviewing the account.",
};

/** Stripe's reason as a sentence for the vendor; null when nothing is switched off. */
export function disabledReasonText(disabledReason: string | null): string | null {
  if (disabledReason === null) return null;
  return disabledReasons[disabledReason] ?? "Stripe has switched something off; its dashboard says why.";
}

/**
 * What Stripe's names ask for; the longest that fits is taken. People have ids of their own there
 * (`person_1Abc.dob.day`).
 */
const asks: readonly (readonly [start: string, words: string])[] = [
  ["business_profile.mcc", "What kind of business it is"],
  ["business_profile.product_description", "What you sell, in a sentence"],
  ["business_profile.url", "The address of your website"],
  ["business_profile.support", "How your customers reach you"],
  ["business_profile", "Details of the business"],
  ["business_type", "Whether you are a company, a person or a non-profit"],
  ["company.address", "The address of the company"],
  ["company.tax_id", "The company’s tax number"],
  ["company.verification", "A document about the company"],
  ["company.owners_provided", "Who owns the company"],
  ["company.directors_provided", "Who directs the company"],
  ["company.executives_provided", "Who runs the company"],
  ["company.name", "The company’s legal name"],
  ["company.phone", "The company’s phone number"],
  ["company", "Details of the company"],
  ["external_account", "A bank account for payouts"],
  ["settings.payments.statement_descriptor", "The name that stands on card statements"],
  ["tos_acceptance", "Agreement to Stripe’s terms"],
];

const personAsks: readonly (readonly [part: string, words: string])[] = [
  ["verification", "an identity document"],
  ["dob", "date of birth"],
  ["ssn_last_4", "the last four digits of the Social Security number"],
  ["id_number", "personal identification number"],
  ["address", "home address"],
  ["email", "email address"],
  ["phone", "phone number"],
  ["relationship", "role in the business"],
  ["first_name", "name"],
  ["last_name", "name"],
];

const people: Readonly<Record<string, string>> = {
  individual: "The owner",
  representative: "The company’s representative",
  owners: "An owner",
  directors: "A director",
  executives: "An executive",
};

/** What Stripe waits for, in words and each once, in Stripe's own order. */
export function requirementTexts(currentlyDue: readonly string[]): string[] {
  return [...new Set(currentlyDue.map(requirementText))];
}

function requirementText(name: string): string {
  const [subject = "", ...rest] = name.split(".");
  const person = people[subject] ?? (subject.startsWith("person_") ? "A person of the company" : undefined);
  if (person) {
    const part = rest.join(".");
    const asked = personAsks.find(([start]) => part.startsWith(start));
    return `${person}: ${asked ? asked[1] : "further details"}`;
  }
  const asked = asks.find(([start]) => name === start || name.startsWith(`${start}.`));
  if (asked) return asked[1];
  const words = name.replaceAll(/[._]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
