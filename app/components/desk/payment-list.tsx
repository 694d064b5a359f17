import { Link } from "@remix-run/react";
import { Amount } from "./amount";
import { useDesk } from "./desk-setting";
import { PaymentBadges, type JudgedPayment } from "./payment-badges";
import { methodWords } from "./payment-words";
import { When } from "./when";

interface ListedPayment extends JudgedPayment {
  id: string;
  at: Date;
  currency: string;
  methodLabel: string | null;
  /** What of it is meant here, where that is not all of it. */
  partMinor?: bigint;
}

/** A few payments, each leading to its own page. */
export function PaymentList({ payments }: { payments: readonly ListedPayment[] }) {
  const { language } = useDesk();
  return (
    <ul className="divide-y divide-line">
      {payments.map((payment) => {
        const { id, at, currency, amountMinor, partMinor = amountMinor, state } = payment;
        const isHere = state === "succeeded";
        return (
          <li key={id} className="relative px-4 py-2.5 text-sm hover:bg-raised/60">
            <div className="flex items-baseline justify-between gap-3">
              <Link to={`/desk/payments/${id}`} className="min-w-0 truncate after:absolute after:inset-0">
                {methodWords(payment, language)}
              </Link>
              <Amount
                amountMinor={partMinor}
                currency={currency}
                {...(!isHere && { className: "text-ink-soft" })}
              />
            </div>
            <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-ink-soft">
              <When at={at} />
              <PaymentBadges payment={payment} />
            </div>
            {partMinor !== amountMinor && (
              <p className="text-ink-soft">
                of <Amount amountMinor={amountMinor} currency={currency} /> paid
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
