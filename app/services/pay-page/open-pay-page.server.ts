import { verifyToken } from "~/domain/pay-link";
import { payPageState, type PayPage, type PayPageState } from "~/domain/pay-link/pay-page";
import type { App } from "~/server/app.server";
import { readPayPage } from "~db/queries/pay-page/pay-page";
import { paymentStatus } from "~/services/payments/confirm-payment.server";

export interface OpenedPayPage {
  page: PayPage;
  state: PayPageState;
}

/**
 * What the holder of a token is to be shown. Reads only, whatever it is asked. A token that was not signed
 * here is told from one that was before any query; null is the answer to both that and a link that is not
 * there, so that the two look the same from outside.
 *
 * @param stripeSessionId where Stripe's return address said which session the browser comes back from.
 * @param receiptNumber where an earlier receipt is asked for.
 */
export async function openPayPage(
  deps: Pick<App, "db" | "linkKeys">,
  params: { token: string; stripeSessionId: string | null; receiptNumber: number | null; now: Date },
): Promise<OpenedPayPage | null> {
  const { token, stripeSessionId, receiptNumber, now } = params;
  const claim = verifyToken(deps.linkKeys, token);
  if (claim === null) return null;
  const page = await readPayPage(deps.db, claim);
  if (page === null) return null;
  const { vendorId, debtorId } = page;
  const returned =
    stripeSessionId === null ? null : await paymentStatus(deps, { vendorId, debtorId, stripeSessionId });
  return { page, state: payPageState(page, { now, returned, receiptNumber }) };
}
