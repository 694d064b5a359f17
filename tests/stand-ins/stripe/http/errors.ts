import type Stripe from "stripe";

/** The `error` member of Stripe's error answers. */
interface ErrorBody {
  type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error" | "rate_limit_error";
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  doc_url?: string;
  charge?: string;
  payment_intent?: Stripe.PaymentIntent;
  payment_method?: Stripe.PaymentMethod;
  setup_intent?: Stripe.SetupIntent;
}

/**
 * How far a failing request came, which decides what is kept.
 * - `rejected`: no endpoint ran; nothing is kept under the idempotency key, the request can be sent again.
 * - `undone`: the endpoint ran and changed nothing; the answer is kept under the key.
 * - `committed`: a fact was recorded (a decline, for example); it and the answer are kept.
 */
type FailureEffect = "rejected" | "undone" | "committed";

export class StripeFailure extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly effect: FailureEffect,
    readonly headers: Record<string, string> = {},
  ) {
    super(body.message);
  }
}

const documented = (code: string) => ({
  code,
  doc_url: `https://docs.stripe.com/error-codes/${code.replaceAll("_", "-")}`,
});

/** The request itself is malformed: no endpoint ran. */
export function rejected(message: string, more: { code?: string; param?: string } = {}): StripeFailure {
  const { code, ...rest } = more;
  const body: ErrorBody = {
    type: "invalid_request_error",
    message,
    ...rest,
    ...(code ? documented(code) : {}),
  };
  return new StripeFailure(400, body, "rejected");
}

/** The request is well formed but the state of things does not allow it. */
export function refused(
  message: string,
  more: { code?: string; param?: string; status?: number } & Partial<ErrorBody> = {},
): StripeFailure {
  const { code, status, ...rest } = more;
  const body: ErrorBody = {
    type: "invalid_request_error",
    message,
    ...rest,
    ...(code ? documented(code) : {}),
  };
  return new StripeFailure(status ?? 400, body, "undone");
}

/** An id in the path that does not exist answers 404; one among the parameters answers 400, as at Stripe. */
export function resourceMissing(
  kind: string,
  id: string,
  where: { param: string; inPath: boolean },
): StripeFailure {
  return refused(`No such ${kind}: '${id}'`, {
    code: "resource_missing",
    param: where.param,
    status: where.inPath ? 404 : 400,
  });
}

export function unauthorized(key: string | undefined): StripeFailure {
  const message =
    key === undefined
      ? "You did not provide an API key. Provide it in the Authorization header as Bearer auth."
      : `Invalid API Key provided: ${masked(key)}`;
  return new StripeFailure(401, { type: "invalid_request_error", message }, "rejected", {
    "WWW-Authenticate": 'Bearer realm="Stripe"',
  });
}

export function accountInaccessible(key: string, account: string): StripeFailure {
  const message =
    `The provided key '${masked(key)}' does not have access to account '${account}' ` +
    "(or that account does not exist). Application access may have been revoked.";
  return new StripeFailure(
    403,
    { type: "invalid_request_error", message, ...documented("account_invalid") },
    "rejected",
  );
}

export function unrecognizedUrl(method: string, path: string): StripeFailure {
  const message = `Unrecognized request URL (${method}: ${path}). The stand-in has no such one.`;
  return new StripeFailure(404, { type: "invalid_request_error", message }, "rejected");
}

export function keyInUse(key: string): StripeFailure {
  const message = `Another request with the idempotent key ${key} is still in progress. Try again later.`;
  return new StripeFailure(
    409,
    { type: "idempotency_error", message, ...documented("idempotency_key_in_use") },
    "rejected",
  );
}

export function keyReused(key: string, what: "parameters" | "endpoint"): StripeFailure {
  const message =
    `Keys for idempotent requests can only be used with the same ${what} they were first used with. ` +
    `Use another key than '${key}' for a different request.`;
  return new StripeFailure(400, { type: "idempotency_error", message }, "rejected");
}

function masked(key: string): string {
  return key.length <= 12 ? "*".repeat(key.length) : `${key.slice(0, 8)}${"*".repeat(8)}${key.slice(-4)}`;
}
