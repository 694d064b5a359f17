import type { Call } from "./context";
import { bookCharge } from "~tests/stand-ins/stripe/payments/charges";
import { expireSession, finishAsync } from "~tests/stand-ins/stripe/payments/checkout";
import { finishDebit } from "~tests/stand-ins/stripe/payments/confirm";
import { settleRefund } from "~tests/stand-ins/stripe/payments/refunds";
import type { Workers } from "~tests/stand-ins/stripe/state/schedule";

/** What happens when its time comes, without anyone asking. */
export const WORKERS: Workers = {
  "book-charge": bookCharge,
  "expire-session": (call, id) => {
    const session = call.store.find("checkout.session", call.account, id);
    if (session?.status === "open") expireSession(call, session);
  },
  "fail-debit": (call, id) => endDebit(call, id, "fails"),
  "settle-debit": (call, id) => endDebit(call, id, "succeeds"),
  "settle-refund": settleRefund,
};

/** False when the debit was not pending any more. */
export function endDebit(call: Call, id: string, ends: "succeeds" | "fails"): boolean {
  const intent = finishDebit(call, id, ends);
  if (!intent) return false;
  finishAsync(call, intent);
  return true;
}
