import type { CivilDate } from "~/domain/dates";
import { verifyToken } from "~/domain/pay-link";
import { payPageState, todayOf, type PayPage, type PayPageState } from "~/domain/pay-link/pay-page";
import type { Currency } from "~/domain/money";
import type { App } from "~/server/app.server";
import type { ReturnedFrom } from "~db/queries/ledger/payments";
import { readPayPage } from "~db/queries/pay-page/pay-page";
import { paymentStatus } from "~/services/payments/confirm-payment.server";

export type { ReturnedFrom };

export interface OpenedPayPage {
  page: PayPage;
  today: CivilDate;
  state: PayPageState;
}

/**
 * What the holder of a token is to be shown. Reads only, whatever it is asked. A token that was not signed
 * here is told from one that was before any query; null is the answer to both that and a link that is not
 * there, so that the two look the same from outside.
 *
 * @param params.from where the address said which session or charge the browser comes back from.
 * @param params.receiptNumber where an earlier receipt is asked for.
 */
export async function openPayPage(
  deps: Pick<App, "db" | "linkKeys" | "stripe">,
  params: { token: string; from: ReturnedFrom | null; receiptNumber: number | null; now: Date },
): Promise<OpenedPayPage | null> {
  const { token, from, receiptNumber, now } = params;
  const claim = verifyToken(deps.linkKeys, token);
  if (claim === null) return null;
  const page = await readPayPage(deps.db, claim);
  if (page === null) return null;
  const { vendorId, debtorId } = page;
  const returned = from === null ? null : await paymentStatus(deps, { vendorId, debtorId, from });
  const limitsOf = (currency: Currency) => deps.stripe.chargeLimits(currency);
  return {
    page,
    today: todayOf(page, now),
    state: payPageState(page, { now, returned, receiptNumber, limitsOf }),
  };
}
