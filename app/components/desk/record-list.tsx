import { isCurrency } from "~/domain/money";
import { offlineMethodName } from "~/domain/payment-method";
import type { AdjustmentKind, PaymentMethod } from "~/domain/vocabulary";
import { Amount } from "./amount";
import { Badge } from "./badge";
import { useDesk } from "./desk-setting";
import { Field } from "./field";
import { formField } from "./form-field";
import { RecordForm, type Refused } from "./record-form";
import { Day, When } from "./when";

interface RecordedPayment {
  id: string;
  method: PaymentMethod;
  amountMinor: bigint;
  receivedMinor: bigint;
  receivedOn: string | null;
  note: string | null;
  reversedAt: Date | null;
  reversedReason: string | null;
}

interface RecordedAdjustment {
  id: string;
  kind: AdjustmentKind;
  amountMinor: bigint;
  reason: string;
  recordedAt: Date;
  reversedAt: Date | null;
  reversedReason: string | null;
}

/** What people recorded on a balance by hand, each to be reversed with a reason. */
export function RecordList({
  recorded,
  currency,
  refused,
}: {
  recorded: { payments: readonly RecordedPayment[]; adjustments: readonly RecordedAdjustment[] };
  currency: string;
  refused: Refused | undefined;
}) {
  const { language } = useDesk();
  const lines = [
    ...recorded.payments.map((payment) => ({
      ...payment,
      title: payment.method === "stripe" ? "Payment" : offlineMethodName(payment.method, language),
      on: payment.receivedOn ? <Day on={payment.receivedOn} /> : null,
      text: payment.note,
      idName: "paymentId",
      intent: "reverse-payment",
      restMinor: payment.receivedMinor - payment.amountMinor,
    })),
    ...recorded.adjustments.map((adjustment) => ({
      ...adjustment,
      title: adjustment.kind === "credit" ? "Credit" : "Write-off",
      on: <When at={adjustment.recordedAt} detail="day" />,
      text: adjustment.reason,
      idName: "adjustmentId",
      intent: "reverse-adjustment",
      restMinor: 0n,
    })),
  ];
  return (
    <ul className="flex flex-col gap-3 text-sm">
      {lines.map(({ id, title, on, text, amountMinor, restMinor, reversedAt, reversedReason, ...line }) => (
        <li key={id} className="flex flex-col">
          <div className="flex items-baseline justify-between gap-3">
            <span className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-medium">{title}</span>
              <span className="text-xs text-ink-soft">{on}</span>
              {reversedAt && <Badge tone="warn">Reversed</Badge>}
            </span>
            <Amount
              amountMinor={amountMinor}
              currency={currency}
              {...(reversedAt && { className: "line-through text-ink-soft" })}
            />
          </div>
          {restMinor > 0n && isCurrency(currency) && (
            <p className="text-ink-soft">
              and <Amount amountMinor={restMinor} currency={currency} /> beyond this balance
            </p>
          )}
          {text && <p className="wrap-anywhere text-ink-soft">{text}</p>}
          {reversedAt ? (
            <p className="wrap-anywhere text-ink-soft">
              Reversed <When at={reversedAt} detail="day" />: {reversedReason}
            </p>
          ) : (
            <Reverse
              {...line}
              id={id}
              what={title.toLowerCase()}
              refused={refused?.about === id ? refused : undefined}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function Reverse({
  id,
  idName,
  intent,
  what,
  refused,
}: {
  id: string;
  idName: string;
  intent: string;
  what: string;
  refused: Refused | undefined;
}) {
  return (
    <RecordForm
      summary="Reverse"
      intent={intent}
      hidden={{ [idName]: id }}
      refused={refused}
      effect="Writes a correcting entry: it is outstanding again, and reminders go on if it is overdue."
      button={`Reverse this ${what}`}
      kind="danger"
    >
      <Field
        label="Reason"
        autoComplete="off"
        required
        maxLength={300}
        hint="Kept on the timeline."
        {...formField(refused?.result, { reason: "" })("reason")}
      />
    </RecordForm>
  );
}
