import type { PaymentMethod, PaymentState } from "~/domain/vocabulary";
import { Badge, type Tone } from "./badge";
import { When } from "./when";

export interface JudgedPayment {
  state: PaymentState;
  method: PaymentMethod;
  amountMinor: bigint;
  unappliedMinor: bigint;
  refundedMinor: bigint;
  takenBackMinor: bigint;
  flag: string | null;
  isChargedBack: boolean;
  isAskedAbout: boolean;
  respondBy: Date | null;
}

const stateWords: Record<Exclude<PaymentState, "succeeded">, { label: string; tone: Tone }> = {
  processing: { label: "On its way", tone: "neutral" },
  failed: { label: "Failed", tone: "danger" },
  canceled: { label: "Cancelled", tone: "neutral" },
  reversed: { label: "Reversed", tone: "warn" },
};

/** How a payment stands, in a word or two for each thing that became of its money. */
export function PaymentBadges({ payment }: { payment: JudgedPayment }) {
  const { state, amountMinor, unappliedMinor, refundedMinor, takenBackMinor, flag } = payment;
  const isHere = state === "succeeded";
  const isUntouched = isHere && !flag && unappliedMinor + refundedMinor + takenBackMinor === 0n;
  const isUnderWay = payment.isChargedBack || payment.isAskedAbout;
  return (
    <span className="inline-flex flex-wrap gap-1">
      {!isHere && <Badge tone={stateWords[state].tone}>{stateWords[state].label}</Badge>}
      {isUntouched && !isUnderWay && <Badge tone="good">Received</Badge>}
      {isUnderWay && (
        <Badge tone="danger">
          {payment.isChargedBack ? "Chargeback open" : "Bank asks"}
          {payment.respondBy && (
            <>
              {" "}
              until <When at={payment.respondBy} detail="day" />
            </>
          )}
        </Badge>
      )}
      {takenBackMinor > 0n && !payment.isChargedBack && <Badge tone="danger">Charged back</Badge>}
      {refundedMinor > 0n && (
        <Badge tone="warn">{refundedMinor >= amountMinor ? "Refunded" : "Refunded in part"}</Badge>
      )}
      {isHere && unappliedMinor > 0n && (
        <Badge tone="warn">{unappliedMinor >= amountMinor ? "Unapplied" : "Part unapplied"}</Badge>
      )}
      {flag && state !== "reversed" && <Badge tone="danger">Needs a look</Badge>}
    </span>
  );
}
