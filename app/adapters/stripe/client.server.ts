import Stripe from "stripe";

export interface StripeSettings {
  secretKey: string;
  webhookSecret: string;
  /** Of the endpoint that hears of connected accounts; Stripe gives each endpoint a secret of its own. */
  connectWebhookSecret?: string | undefined;
  /** Another address than Stripe's own; the local stand-in's. */
  apiBase: string | undefined;
}

export function createClient(settings: StripeSettings): Stripe {
  return new Stripe(settings.secretKey, {
    ...address(settings.apiBase),
    maxNetworkRetries: 2,
    timeout: 10_000,
    telemetry: false,
    appInfo: { name: "Tenfold" },
  });
}

/** The SDK takes its address in three parts. */
function address(apiBase: string | undefined): Pick<Stripe.StripeConfig, "host" | "port" | "protocol"> {
  if (!apiBase) return {};
  const url = new URL(apiBase);
  return {
    host: url.hostname,
    port: url.port || (url.protocol === "https:" ? "443" : "80"),
    protocol: url.protocol === "https:" ? "https" : "http",
  };
}

/** On whose account a call is made: a connected one, or with null the operator's own. */
export function onAccount(stripeAccountId: string | null): { stripeAccount?: string } {
  return stripeAccountId ? { stripeAccount: stripeAccountId } : {};
}

export function idOf(reference: string | { id: string } | null | undefined): string | null {
  return typeof reference === "string" ? reference : (reference?.id ?? null);
}

/** What Stripe has of this id, or null when it knows none. */
export async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return null;
    throw error;
  }
}
