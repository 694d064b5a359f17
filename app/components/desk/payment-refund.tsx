import { Form } from "@remix-run/react";
import { formatMoney, money, type Currency } from "~/domain/money";
import { writeAmount } from "~/domain/pay-link/written-amount";
import type { PaymentMethod } from "~/domain/vocabulary";
import { Amount } from "./amount";
import { Notice } from "./badge";
import { Button } from "./button";
import { ChoiceField } from "./choice-field";
import { useDesk } from "./desk-setting";
import { Field, Select } from "./field";
import { formField } from "./form-field";
import { methodWords } from "./payment-words";
import { RecordForm, type Refused } from "./record-form";

interface RefundablePayment {
  method: PaymentMethod;
  methodLabel: string | null;
  currency: Currency;
  unappliedMinor: bigint;
}

interface Part {
  balanceId: string;
  reference: string;
  amountMinor: bigint;
}

/** Gives all or some of a payment back. Money that came otherwise than through Stripe was handed back. */
export function RefundForm({
  payment,
  parts,
  hereMinor,
  requestId,
  refused,
}: {
  payment: RefundablePayment;
  parts: readonly Part[];
  hereMinor: bigint;
  requestId: string;
  refused: Refused | undefined;
}) {
  const { language } = useDesk();
  const { currency } = payment;
  const here = money(hereMinor, currency);
  const field = formField(refused?.result, {
    amount: writeAmount(here, language),
    from: "any",
    owedAgain: "no",
    reason: "",
  });
  const isOnSeveral = parts.length + (payment.unappliedMinor > 0n ? 1 : 0) > 1;
  const isThroughStripe = payment.method === "stripe";
  return (
    <RecordForm
      summary={isThroughStripe ? "Refund" : "Record money handed back"}
      intent="refund"
      hidden={{
        requestId: refused?.requestId ?? requestId,
        currency,
        ...(!isOnSeveral && { from: "any" }),
      }}
      refused={refused}
      effect={effectOf(payment, language)}
      button={isThroughStripe ? "Refund this amount" : "Record it as handed back"}
      kind="danger"
    >
      <Field
        label="Amount"
        inputMode="decimal"
        autoComplete="off"
        required
        hint={`At most ${formatMoney(here, language)}.`}
        {...field("amount")}
      />
      {isOnSeveral && <Select label="From" options={sources(payment, parts, language)} {...field("from")} />}
      {parts.length > 0 ? (
        <ChoiceField legend="Is it owed again?" isLegendShown choices={choices} {...field("owedAgain")} />
      ) : (
        <input type="hidden" name="owedAgain" value="no" />
      )}
      <Field
        label="Reason"
        autoComplete="off"
        required
        maxLength={300}
        hint="Such as paid twice. Kept on the timeline; the debtor does not see it."
        {...field("reason")}
      />
    </RecordForm>
  );
}

function effectOf(payment: RefundablePayment, language: string): string {
  if (payment.method !== "stripe")
    return "Records that you gave it back yourself. Nothing is sent to anybody, and the receipt says so.";
  return (
    `Stripe gives it back to ${methodWords(payment, language)}, which takes five to ten business days. ` +
    "Stripe keeps its fee. A refund cannot be taken back."
  );
}

function sources(payment: RefundablePayment, parts: readonly Part[], language: string) {
  const inWords = (amountMinor: bigint) => formatMoney(money(amountMinor, payment.currency), language);
  const first =
    payment.unappliedMinor > 0n ? "the unapplied rest first, then the latest due" : "latest due first";
  return [
    { value: "any", label: `Any of it: ${first}` },
    ...(payment.unappliedMinor > 0n
      ? [{ value: "unapplied", label: `The unapplied ${inWords(payment.unappliedMinor)}` }]
      : []),
    ...parts.map(({ balanceId, reference, amountMinor }) => ({
      value: balanceId,
      label: `${reference}: ${inWords(amountMinor)}`,
    })),
  ];
}

const choices = [
  {
    value: "no",
    label: "No longer owed",
    effect: "A credit keeps the balance as it is. Nobody is asked for it again.",
  },
  {
    value: "yes",
    label: "Owed again",
    effect: "The balance is outstanding by that much, and reminders go on if it is overdue.",
  },
];

/** What a payment brought beyond what was owed: to be applied or given back, each by one click. */
export function UnappliedRest({
  payment,
  wouldApply,
  canRefund,
  requestIds,
  refused,
}: {
  payment: RefundablePayment;
  /** What applying it would settle; null when it would settle nothing. */
  wouldApply: {
    lines: readonly { reference: string; amountMinor: bigint; settles: boolean }[];
    leftMinor: bigint;
  } | null;
  canRefund: boolean;
  requestIds: { apply: string; refundRest: string };
  refused: Refused | undefined;
}) {
  const { language } = useDesk();
  const { currency, unappliedMinor, method } = payment;
  const problem = refused && (refused.result.error?.[""] ?? refused.result.error?.["amount"]);
  const button = method === "stripe" ? "Refund the unapplied rest" : "Record the rest as handed back";
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p>
        <Amount amountMinor={unappliedMinor} currency={currency} className="font-medium" /> belongs to no
        balance.
      </p>
      {problem && <Notice tone="danger">{problem.join(" ")}</Notice>}
      {wouldApply ? (
        <Form method="post" preventScrollReset className="flex flex-col items-start gap-1.5">
          <input type="hidden" name="requestId" value={requestIds.apply} />
          <Button name="intent" value="apply-unapplied">
            Apply it to what is owed
          </Button>
          <p className="text-ink-soft">{applicationInWords(wouldApply, currency, language)}</p>
        </Form>
      ) : (
        <p className="text-ink-soft">This debtor owes nothing it could be applied to.</p>
      )}
      {canRefund && (
        <Form method="post" preventScrollReset className="flex flex-col items-start gap-1.5">
          <input type="hidden" name="requestId" value={requestIds.refundRest} />
          <input type="hidden" name="currency" value={currency} />
          <input type="hidden" name="amount" value={writeAmount(money(unappliedMinor, currency), language)} />
          <input type="hidden" name="from" value="unapplied" />
          <input type="hidden" name="owedAgain" value="no" />
          <input type="hidden" name="reason" value="More was received than was owed." />
          <Button kind="danger" name="intent" value="refund-unapplied">
            {button}
          </Button>
          <p className="text-ink-soft">
            {method === "stripe"
              ? `Gives it back to ${methodWords(payment, language)}. No balance changes.`
              : "Records that you gave it back yourself. No balance changes."}
          </p>
        </Form>
      )}
    </div>
  );
}

/** Such as: Settles INV-12 and $3.00 of INV-15; $1.00 stays unapplied. */
function applicationInWords(
  { lines, leftMinor }: NonNullable<Parameters<typeof UnappliedRest>[0]["wouldApply"]>,
  currency: Currency,
  language: string,
): string {
  const inWords = (amountMinor: bigint) => formatMoney(money(amountMinor, currency), language);
  const what = lines.map(({ reference, amountMinor, settles }) =>
    settles ? reference : `${inWords(amountMinor)} of ${reference}`,
  );
  const list = new Intl.ListFormat("en", { type: "conjunction" }).format(what);
  return `Settles ${list}${leftMinor > 0n ? `; ${inWords(leftMinor)} stays unapplied` : ""}.`;
}
