import { z } from "zod";

/** Ways to look at payments: those that wait for a person, and those whose money went on or back. */
export const paymentViews = ["for_a_person", "refunded", "charged_back", "unapplied"] as const;
export type PaymentView = (typeof paymentViews)[number];

export interface PaymentFilter {
  search: string;
  /** All of them when null. */
  show: PaymentView | null;
}

const schema = z.object({
  search: z.string().trim().max(100).catch(""),
  show: z.enum(paymentViews).nullable().catch(null),
});

/** Reads what to list from an address; what it does not understand is left out rather than refused. */
export function readPaymentFilter(params: URLSearchParams): PaymentFilter {
  return schema.parse({ search: params.get("q") ?? "", show: params.get("show") });
}

/** The same as an address, without what goes without saying. */
export function paymentFilterParams({ search, show }: PaymentFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (search) params.set("q", search);
  if (show) params.set("show", show);
  return params;
}
