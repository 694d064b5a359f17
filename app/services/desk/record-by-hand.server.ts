import type { SubmissionResult } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { v7 as uuid } from "uuid";
import { civilDateAt } from "~/domain/dates";
import type { BalanceId, StaffUserId, VendorId } from "~/domain/ids";
import {
  adjustmentReversalSchema,
  adjustmentSchema,
  offlinePaymentSchema,
  paymentReversalSchema,
} from "~/domain/ledger/adjustment-form";
import { formatMoney } from "~/domain/money";
import type { App } from "~/server/app.server";
import { askAgain } from "~/services/money-back/decide-held.server";
import { adjustBalance } from "~/services/ledger/adjust-balance.server";
import { recordOfflinePayment, type RecordedByHand } from "~/services/ledger/record-offline-payment.server";
import { reverseAdjustment } from "~/services/ledger/reverse-adjustment.server";
import { reverseOfflinePayment } from "~/services/ledger/reverse-offline-payment.server";

type Deps = Pick<App, "db">;

interface Sent {
  vendor: { id: VendorId; language: string; timeZone: string };
  balanceId: BalanceId;
  form: FormData;
  by: StaffUserId;
  now: Date;
}

/** A form that could not be done, to be shown again with what was written and what is wrong with it. */
export interface RefusedForm {
  intent: string;
  /** Which of several forms of one kind: the payment or adjustment to be reversed. */
  about: string | null;
  result: SubmissionResult;
  /** The id of the next try, since this one's may have recorded something. */
  requestId: string;
}

/**
 * Does what a form about one balance asks for: records a payment, credits, writes off, reverses, or lets it
 * be asked for again.
 * @returns null when it is done, or why it is not.
 * @throws 404 when there is no such balance, payment or adjustment; 400 for a form that is none of these.
 */
export async function recordByHand(deps: Deps, sent: Sent): Promise<RefusedForm | null> {
  switch (sent.form.get("intent")) {
    case "record-payment":
      return recordPayment(deps, sent);
    case "credit":
    case "write_off":
      return adjust(deps, sent);
    case "reverse-payment":
      return reversePayment(deps, sent);
    case "reverse-adjustment":
      return reverseOne(deps, sent);
    case "ask-again":
      return askForItAgain(deps, sent);
    default:
      throw new Response("This form could not be read.", { status: 400 });
  }
}

async function askForItAgain(deps: Deps, { vendor, balanceId, by, now }: Sent): Promise<null> {
  const outcome = await askAgain(deps, { vendorId: vendor.id, balanceId, by, now });
  if (outcome === "not_found") throw new Response("No such balance", { status: 404 });
  return null;
}

async function recordPayment(deps: Deps, { form, ...sent }: Sent): Promise<RefusedForm | null> {
  const { vendor, now } = sent;
  const today = civilDateAt(now, vendor.timeZone);
  const schema = offlinePaymentSchema({ today, language: vendor.language });
  const submission = parseWithZod(form, { schema });
  if (submission.status !== "success") return refused(form, submission.reply());
  const recorded = await recordOfflinePayment(deps, { ...sent, payment: submission.value });
  const problem = problemOf(recorded, vendor.language);
  return problem === null ? null : refused(form, submission.reply({ fieldErrors: { amount: [problem] } }));
}

async function adjust(deps: Deps, { form, vendor, ...sent }: Sent): Promise<RefusedForm | null> {
  form.set("kind", form.get("intent") ?? "");
  const submission = parseWithZod(form, { schema: adjustmentSchema({ language: vendor.language }) });
  if (submission.status !== "success") return refused(form, submission.reply());
  const wanted = { ...sent, vendorId: vendor.id, adjustment: submission.value };
  const problem = problemOf(await adjustBalance(deps, wanted), vendor.language);
  return problem === null ? null : refused(form, submission.reply({ fieldErrors: { amount: [problem] } }));
}

async function reversePayment(deps: Deps, { form, vendor, by, now }: Sent): Promise<RefusedForm | null> {
  const submission = parseWithZod(form, { schema: paymentReversalSchema });
  if (submission.status !== "success") return refused(form, submission.reply());
  const outcome = await reverseOfflinePayment(deps, { vendor, ...submission.value, by, now });
  if (outcome === "not_found") throw new Response("No such payment", { status: 404 });
  return null;
}

async function reverseOne(deps: Deps, { form, vendor, by, now }: Sent): Promise<RefusedForm | null> {
  const submission = parseWithZod(form, { schema: adjustmentReversalSchema });
  if (submission.status !== "success") return refused(form, submission.reply());
  const outcome = await reverseAdjustment(deps, { vendorId: vendor.id, ...submission.value, by, now });
  if (outcome === "not_found") throw new Response("No such adjustment", { status: 404 });
  return null;
}

/** What stands at the amount when it could not be recorded; null when it was. */
function problemOf(recorded: RecordedByHand, language: string): string | null {
  switch (recorded.outcome) {
    case "recorded":
      return null;
    case "not_found":
      throw new Response("No such balance", { status: 404 });
    case "too_much":
      return recorded.outstanding.amountMinor <= 0n
        ? "Nothing is outstanding any more."
        : `Only ${formatMoney(recorded.outstanding, language)} is outstanding now.`;
    case "form_used": {
      const amount = formatMoney(recorded.amount, language);
      return `This form has recorded ${amount} already. Press the button again to record this as well.`;
    }
  }
}

function refused(form: FormData, result: SubmissionResult): RefusedForm {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : null;
  };
  return {
    intent: text("intent") ?? "",
    about: text("paymentId") ?? text("adjustmentId"),
    result,
    requestId: uuid(),
  };
}
