import { netMinor } from "~/domain/payment-standing";
import { Amount } from "./amount";
import { Figure, Figures } from "./figures";
import { plural } from "./words";

interface CurrencyTotals {
  currency: string;
  count: number;
  receivedMinor: bigint;
  feeMinor: bigint;
  refundedMinor: bigint;
  takenBackMinor: bigint;
  unappliedMinor: bigint;
  feesOpen: number;
}

/** What the listed payments come to, in each currency. */
export function PaymentTotals({ totals }: { totals: readonly CurrencyTotals[] }) {
  return (
    <div className="flex flex-col gap-3">
      {totals.map((total) => (
        <Totals key={total.currency} total={total} isOne={totals.length === 1} />
      ))}
    </div>
  );
}

function Totals({ total, isOne }: { total: CurrencyTotals; isOne: boolean }) {
  const { currency, receivedMinor, unappliedMinor, feesOpen } = total;
  const net = netMinor({ ...total, amountMinor: receivedMinor, state: "succeeded" });
  const figures = [
    {
      name: "Received",
      amountMinor: receivedMinor,
      note: unappliedMinor > 0n && (
        <>
          <Amount amountMinor={unappliedMinor} currency={currency} /> of it unapplied
        </>
      ),
    },
    { name: "Stripe’s fees", amountMinor: total.feeMinor, note: feesOpen > 0 && feeNote(feesOpen) },
    { name: "Refunded", amountMinor: total.refundedMinor },
    { name: "Charged back", amountMinor: total.takenBackMinor },
    { name: "Net", amountMinor: net },
  ];
  return (
    <section aria-label={`Totals in ${currency}`}>
      {!isOne && <h2 className="pb-1 text-sm font-semibold">{currency}</h2>}
      <Figures>
        {figures.map(({ name, amountMinor, note }) => (
          <Figure key={name} name={name} note={note}>
            <Amount amountMinor={amountMinor} currency={currency} />
          </Figure>
        ))}
      </Figures>
    </section>
  );
}

/** A fee that Stripe has not said yet, or takes in another currency, cannot be in the sum. */
function feeNote(count: number): string {
  return `without ${plural(count, "payment")} whose fee is not known in this currency`;
}
