import { Link } from "@remix-run/react";
import { netMinor } from "~/domain/payment-standing";
import { Amount } from "./amount";
import { useDesk } from "./desk-setting";
import { Fact, Facts } from "./panel";
import type { ListedPayment } from "./payment-table";
import { methodWords } from "./payment-words";
import { Day, When } from "./when";

interface ShownPayment extends ListedPayment {
  debtorId: string;
  receiptNumber: number | null;
  receivedOn: string | null;
  note: string | null;
  stripePaymentIntentId: string | null;
  /** Stripe's fee for the payment itself, in the currency Stripe took it in; null until it is known. */
  ownFeeMinor: bigint | null;
  ownFeeCurrency: string | null;
  reversedAt: Date | null;
  reversedReason: string | null;
}

/** Who paid it and how, and what is left of it. */
export function PaymentFacts({
  payment,
  dashboardUrl,
}: {
  payment: ShownPayment;
  dashboardUrl: string | null;
}) {
  const { language } = useDesk();
  const { currency, note, reversedAt } = payment;
  return (
    <Facts>
      <Fact name="Debtor">
        <Link to={`/desk/debtors/${payment.debtorId}`} className="link">
          {payment.debtorName ?? payment.debtorReference}
        </Link>
      </Fact>
      <Fact name="Paid by">{methodWords(payment, language)}</Fact>
      <Fact name={payment.state === "processing" ? "Begun" : "Received"}>
        {payment.receivedOn ? <Day on={payment.receivedOn} /> : <When at={payment.at} />}
      </Fact>
      {payment.receiptNumber !== null && <Fact name="Receipt">{payment.receiptNumber}</Fact>}
      <OwnFee payment={payment} />
      {payment.refundedMinor > 0n && (
        <Fact name="Refunded">
          <Amount amountMinor={payment.refundedMinor} currency={currency} />
        </Fact>
      )}
      {payment.takenBackMinor > 0n && (
        <Fact name="Charged back">
          <Amount amountMinor={payment.takenBackMinor} currency={currency} />
        </Fact>
      )}
      {payment.state === "succeeded" && !payment.isFeeOpen && (
        <Fact name="Net">
          <Amount amountMinor={netMinor(payment)} currency={currency} className="font-medium" />
        </Fact>
      )}
      {note && <Fact name="Note">{note}</Fact>}
      {reversedAt && (
        <Fact name="Reversed">
          <When at={reversedAt} detail="day" />: {payment.reversedReason}
        </Fact>
      )}
      {dashboardUrl && (
        <Fact name="At Stripe">
          <a href={dashboardUrl} className="link" rel="noreferrer">
            {payment.stripePaymentIntentId}
          </a>
        </Fact>
      )}
    </Facts>
  );
}

function OwnFee({ payment }: { payment: ShownPayment }) {
  const { ownFeeMinor, ownFeeCurrency, currency, feeMinor, method, state } = payment;
  if (method !== "stripe" || state !== "succeeded") return null;
  if (ownFeeMinor === null || ownFeeCurrency === null)
    return <Fact name="Stripe’s fee">Not known yet; Stripe says it within the hour.</Fact>;
  const ofChargebacksMinor = ownFeeCurrency === currency ? feeMinor - ownFeeMinor : feeMinor;
  return (
    <Fact name="Stripe’s fee">
      <Amount amountMinor={ownFeeMinor} currency={ownFeeCurrency} />
      {ofChargebacksMinor > 0n && (
        <>
          {" "}
          and <Amount amountMinor={ofChargebacksMinor} currency={currency} /> for chargebacks
        </>
      )}
    </Fact>
  );
}
