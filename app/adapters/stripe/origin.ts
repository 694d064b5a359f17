import type Stripe from "stripe";
import { z } from "zod";
import type { CheckoutId, DebtorId, VendorId } from "~/domain/ids";
import type { Origin } from "~/domain/stripe-facts";

const originSchema = z.object({ vendor_id: z.uuid(), debtor_id: z.uuid(), checkout_id: z.uuid() });

/** What we write into the metadata of everything we make at Stripe. */
export function writeOrigin({ vendorId, debtorId, checkoutId }: Origin): Record<string, string> {
  return { vendor_id: vendorId, debtor_id: debtorId, checkout_id: checkoutId };
}

/** Who the object is about, or null when we did not make it. */
export function readOrigin(metadata: Stripe.Metadata | null): Origin | null {
  const parsed = originSchema.safeParse(metadata);
  if (!parsed.success) return null;
  return {
    vendorId: parsed.data.vendor_id as VendorId,
    debtorId: parsed.data.debtor_id as DebtorId,
    checkoutId: parsed.data.checkout_id as CheckoutId,
  };
}
