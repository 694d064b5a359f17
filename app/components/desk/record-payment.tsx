import { money } from "~/domain/money";
import { readWrittenAmount, writeAmount } from "~/domain/pay-link/written-amount";
import { offlineMethodName, offlineMethods } from "~/domain/payment-method";
import { Amount } from "./amount";
import { useDesk } from "./desk-setting";
import { Checkbox, Field, Select } from "./field";
import { formField } from "./form-field";
import { RecordForm, type RecordableBalance, type Refused } from "./record-form";

/** Money that came in cash, by cheque or by transfer, for one balance. */
export function RecordPayment({
  balance,
  email,
  requestId,
  today,
  refused,
}: {
  balance: RecordableBalance;
  /** Where a receipt would go; null when the debtor has no address. */
  email: string | null;
  requestId: string;
  today: string;
  refused: Refused | undefined;
}) {
  const { language } = useDesk();
  const { currency, outstandingMinor } = balance;
  const amount = writeAmount(money(outstandingMinor, currency), language);
  const field = formField(refused?.result, { amount, receivedOn: today, method: "", note: "" });
  const isTicked = (name: string) => refused?.result.initialValue?.[name] === "yes";
  const isMore = (readWrittenAmount(field("amount").defaultValue, currency) ?? 0n) > outstandingMinor;
  return (
    <RecordForm
      summary="Record a payment"
      intent="record-payment"
      hidden={{ requestId: refused?.requestId ?? requestId, currency }}
      refused={refused}
      effect="Lowers what is outstanding, and ends a payment the debtor may have begun. You can reverse it."
      button="Record payment"
      kind="primary"
    >
      <Field label="Amount" inputMode="decimal" autoComplete="off" required {...field("amount")} />
      {refused && isMore && <KeepRest balance={balance} isTicked={isTicked("keepRest")} />}
      <Select
        label="Paid by"
        required
        options={[
          { value: "", label: "Choose" },
          ...offlineMethods.map((method) => ({ value: method, label: offlineMethodName(method, language) })),
        ]}
        {...field("method")}
      />
      <Field label="Received on" type="date" max={today} required {...field("receivedOn")} />
      <Field
        label="Note"
        autoComplete="off"
        maxLength={200}
        hint="Such as the number on a slip. The debtor does not see it."
        {...field("note")}
      />
      {email !== null && (
        <Checkbox
          label="Email a receipt"
          name="emailReceipt"
          value="yes"
          defaultChecked={isTicked("emailReceipt")}
          hint={`To ${email}. The receipt is on the debtor’s page in any case.`}
        />
      )}
    </RecordForm>
  );
}

/** Only somebody who wrote more than is outstanding has a rest to decide about. */
function KeepRest({ balance, isTicked }: { balance: RecordableBalance; isTicked: boolean }) {
  const { outstandingMinor: amountMinor, currency } = balance;
  return (
    <Checkbox
      label="More was received: keep the rest unapplied"
      name="keepRest"
      value="yes"
      defaultChecked={isTicked}
      hint={
        <>
          <Amount amountMinor={amountMinor} currency={currency} /> goes to this balance. The rest waits on the
          overview for your decision.
        </>
      }
    />
  );
}
