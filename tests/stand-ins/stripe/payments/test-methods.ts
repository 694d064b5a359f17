import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";

/** What happens when a payment method is charged. */
type Behaviour =
  | { does: "succeed" }
  | { does: "decline"; decline: Decline }
  /** The cardholder must approve each payment; without the cardholder present it is declined. */
  | { does: "authenticate" }
  /** A bank debit: pending first, then the outcome. */
  | { does: "debit"; ends: "succeeds" | "fails" }
  /** Succeeds, and the bank disputes it at once. */
  | { does: "dispute"; inquiry: boolean }
  /** Succeeds, and a later refund fails. */
  | { does: "refund-fail" };

export interface Decline {
  code: string;
  declineCode?: string;
  message: string;
}

/** Kept with a payment method, never shown by the API. */
export interface MethodSecret {
  behaviour: Behaviour;
  /** A card that cannot even be attached to a customer. */
  refusesAttach?: boolean;
}

const declined = (declineCode: string): Behaviour => ({
  does: "decline",
  decline: {
    code: "card_declined",
    declineCode,
    message: DECLINE_MESSAGES[declineCode] ?? "Your card was declined.",
  },
});

const DECLINE_MESSAGES: Record<string, string> = { insufficient_funds: "Your card has insufficient funds." };

const failed = (code: string, message: string): Behaviour => ({
  does: "decline",
  decline: { code, declineCode: code, message },
});

interface TestMethod {
  type: "card" | DebitType;
  behaviour: Behaviour;
  brand?: string;
  last4: string;
  /** Declines when it is saved, too, as Stripe checks a card then. */
  refusesAttach?: boolean;
}

export type DebitType = "acss_debit" | "au_becs_debit" | "bacs_debit" | "sepa_debit" | "us_bank_account";

const card = (last4: string, behaviour: Behaviour, more: Partial<TestMethod> = {}): TestMethod => ({
  type: "card",
  last4,
  behaviour,
  ...more,
});

const refusing = { refusesAttach: true };

/** Stripe's documented test payment methods (docs.stripe.com/testing) that mean something here. */
export const TEST_METHODS = {
  pm_card_visa: card("4242", { does: "succeed" }),
  pm_card_visa_debit: card("5556", { does: "succeed" }),
  pm_card_us: card("4242", { does: "succeed" }),
  pm_card_mastercard: card("4444", { does: "succeed" }, { brand: "mastercard" }),
  pm_card_amex: card("8431", { does: "succeed" }, { brand: "amex" }),
  pm_card_bypassPending: card("0077", { does: "succeed" }),
  pm_card_chargeDeclined: card("0002", declined("generic_decline"), refusing),
  pm_card_visa_chargeDeclined: card("0002", declined("generic_decline"), refusing),
  pm_card_visa_chargeDeclinedInsufficientFunds: card("9995", declined("insufficient_funds"), refusing),
  pm_card_chargeDeclinedInsufficientFunds: card("9995", declined("insufficient_funds"), refusing),
  pm_card_visa_chargeDeclinedLostCard: card("9987", declined("lost_card"), refusing),
  pm_card_visa_chargeDeclinedStolenCard: card("9979", declined("stolen_card"), refusing),
  pm_card_chargeDeclinedFraudulent: card("0019", declined("fraudulent"), refusing),
  pm_card_chargeDeclinedExpiredCard: card("0069", failed("expired_card", "Your card has expired."), refusing),
  pm_card_chargeDeclinedIncorrectCvc: card(
    "0127",
    failed("incorrect_cvc", "Your card's security code is incorrect."),
    refusing,
  ),
  pm_card_chargeDeclinedProcessingError: card(
    "0119",
    failed("processing_error", "An error occurred while processing your card. Try again in a little bit."),
    refusing,
  ),
  /** Can be saved; every charge of it is declined. */
  pm_card_chargeCustomerFail: card("0341", declined("generic_decline")),
  pm_card_authenticationRequired: card("3184", { does: "authenticate" }),
  pm_card_threeDSecure2Required: card("3220", { does: "authenticate" }),
  pm_card_createDispute: card("0259", { does: "dispute", inquiry: false }),
  pm_card_createDisputeInquiry: card("1976", { does: "dispute", inquiry: true }),
  pm_card_refundFail: card("5126", { does: "refund-fail" }),
  pm_usBankAccount: {
    type: "us_bank_account",
    last4: "6789",
    behaviour: { does: "debit", ends: "succeeds" },
  },
  pm_usBankAccount_insufficientFunds: {
    type: "us_bank_account",
    last4: "2227",
    behaviour: { does: "debit", ends: "fails" },
  },
} satisfies Record<string, TestMethod>;

type TestMethodId = keyof typeof TEST_METHODS;

export function isTestMethodId(id: string): id is TestMethodId {
  return Object.hasOwn(TEST_METHODS, id);
}

/** The bank debit that collects in a currency, if Stripe has one there. */
export function debitTypeFor(currency: string): DebitType | undefined {
  const byCurrency: Record<string, DebitType> = {
    aud: "au_becs_debit",
    cad: "acss_debit",
    eur: "sepa_debit",
    gbp: "bacs_debit",
    usd: "us_bank_account",
  };
  return byCurrency[currency];
}

interface BillingDetails {
  email: string | null;
  name: string | null;
}

/**
 * Makes a payment method that behaves as a test one does, under an id of its own, and remembers how it
 * behaves.
 */
export function createMethod(call: Call, like: TestMethod, billing: BillingDetails): Stripe.PaymentMethod {
  const method: Stripe.PaymentMethod = {
    id: call.ids.next("pm_1"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: {
      address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
      email: billing.email,
      name: billing.name,
      phone: null,
      tax_id: null,
    },
    created: call.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: like.type,
    ...detailsOf(call, like),
  };
  const secret: MethodSecret = { behaviour: like.behaviour, refusesAttach: like.refusesAttach ?? false };
  return call.store.insert("payment_method", call.account, method, secret);
}

export function behaviourOf(call: Call, method: Stripe.PaymentMethod): Behaviour {
  return call.store.hidden<MethodSecret>(method.id)[0]?.behaviour ?? { does: "succeed" };
}

/** The test method a bank debit of this kind behaves like. */
export function debitMethod(type: DebitType, ends: "succeeds" | "fails"): TestMethod {
  return { type, last4: ends === "succeeds" ? "6789" : "2227", behaviour: { does: "debit", ends } };
}

function detailsOf(call: Call, like: TestMethod): Partial<Stripe.PaymentMethod> {
  const fingerprint = `stand-in-${like.type}-${like.last4}`;
  switch (like.type) {
    case "card":
      return { card: cardDetails(call, like, fingerprint) };
    case "us_bank_account":
      return {
        us_bank_account: {
          account_holder_type: "individual",
          account_type: "checking",
          bank_name: "TEST BANK",
          financial_connections_account: null,
          fingerprint,
          last4: like.last4,
          networks: { preferred: "ach", supported: ["ach"] },
          routing_number: "110000000",
          status_details: null,
        },
      };
    case "sepa_debit":
      return {
        sepa_debit: {
          bank_code: "19043",
          branch_code: "",
          country: "AT",
          fingerprint,
          generated_from: { charge: null, setup_attempt: null },
          last4: like.last4,
        },
      };
    case "bacs_debit":
      return { bacs_debit: { fingerprint, last4: like.last4, sort_code: "108800" } };
    case "au_becs_debit":
      return { au_becs_debit: { bsb_number: "000000", fingerprint, last4: like.last4 } };
    case "acss_debit":
      return {
        acss_debit: {
          bank_name: "TEST BANK",
          fingerprint,
          institution_number: "000",
          last4: like.last4,
          transit_number: "11000",
        },
      };
  }
}

function cardDetails(call: Call, like: TestMethod, fingerprint: string): Stripe.PaymentMethod.Card {
  const brand = like.brand ?? "visa";
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: "US",
    display_brand: brand,
    exp_month: 12,
    exp_year: new Date(call.now * 1000).getUTCFullYear() + 4,
    fingerprint,
    funding: "credit",
    generated_from: null,
    last4: like.last4,
    networks: { available: [brand], preferred: null },
    regulated_status: "unregulated",
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}
