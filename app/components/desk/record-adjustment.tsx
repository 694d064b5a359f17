import { formatMoney, money } from "~/domain/money";
import { writeAmount } from "~/domain/pay-link/written-amount";
import type { AdjustmentKind } from "~/domain/vocabulary";
import { useDesk } from "./desk-setting";
import { Field } from "./field";
import { formField } from "./form-field";
import { RecordForm, type RecordableBalance, type Refused } from "./record-form";

const words = {
  credit: {
    summary: "Credit",
    reasonHint: "Such as a discount, or work that was not done.",
    effect:
      "The debtor owes that much less. It does not count as settled. " +
      "Reminders stop once nothing is outstanding. You can reverse it later.",
    button: "Credit this amount",
  },
  write_off: {
    summary: "Write off",
    reasonHint: "Such as insolvency, or an address nobody knows.",
    effect:
      "Gives this amount up as uncollectible: the debtor is no longer asked for it and cannot pay it " +
      "on their page. " +
      "It does not count as settled. You can reverse it later.",
    button: "Write off",
  },
} as const;

/** Lowers what is owed without money, with a reason. */
export function RecordAdjustment({
  kind,
  balance,
  requestId,
  refused,
}: {
  kind: AdjustmentKind;
  balance: RecordableBalance;
  requestId: string;
  refused: Refused | undefined;
}) {
  const { language } = useDesk();
  const { summary, reasonHint, effect, button } = words[kind];
  const outstanding = money(balance.outstandingMinor, balance.currency);
  // What is written off is mostly all of it; what is credited is mostly not.
  const amount = kind === "write_off" ? writeAmount(outstanding, language) : "";
  const field = formField(refused?.result, { amount, reason: "" });
  return (
    <RecordForm
      summary={summary}
      intent={kind}
      hidden={{ requestId: refused?.requestId ?? requestId, currency: balance.currency }}
      refused={refused}
      effect={effect}
      button={button}
      kind={kind === "write_off" ? "danger" : "plain"}
    >
      <Field
        label="Amount"
        inputMode="decimal"
        autoComplete="off"
        required
        hint={`At most ${formatMoney(outstanding, language)}.`}
        {...field("amount")}
      />
      <Field
        label="Reason"
        autoComplete="off"
        required
        maxLength={300}
        hint={`${reasonHint} Kept on the timeline.`}
        {...field("reason")}
      />
    </RecordForm>
  );
}
