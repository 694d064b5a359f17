import { Link } from "@remix-run/react";
import { netMinor } from "~/domain/payment-standing";
import { Amount, decimalsOf, type Alignment } from "./amount";
import { PaymentBadges, type JudgedPayment } from "./payment-badges";
import { methodWords } from "./payment-words";
import { useDesk } from "./desk-setting";
import { Cell, Row, Table, type Column } from "./table";
import { When } from "./when";

export interface ListedPayment extends JudgedPayment {
  id: string;
  at: Date;
  currency: string;
  methodLabel: string | null;
  debtorName: string | null;
  debtorReference: string;
  feeMinor: bigint;
  isFeeOpen: boolean;
}

const columns: Column[] = [
  { label: "Debtor" },
  { label: "Method", wideOnly: true },
  { label: "State", wideOnly: true },
  { label: "Amount", align: "right" },
  { label: "Fee", align: "right", wideOnly: true },
  { label: "Net", align: "right", wideOnly: true },
];

/** Payments as a table whose rows open. */
export function PaymentTable({
  payments,
  openId,
  search,
}: {
  payments: readonly ListedPayment[];
  /** The one shown beside the list. */
  openId: string | undefined;
  /** What follows the path of each payment, so that the list stays as it is. */
  search: string;
}) {
  const amounts = decimalsOf(payments.map(({ currency }) => currency));
  return (
    <Table caption="Payments" columns={columns}>
      {payments.map((payment) => (
        <PaymentRow
          key={payment.id}
          payment={payment}
          amounts={amounts}
          isOpen={payment.id === openId}
          to={`/desk/payments/${payment.id}${search}`}
        />
      ))}
    </Table>
  );
}

function PaymentRow({
  payment,
  amounts,
  isOpen,
  to,
}: {
  payment: ListedPayment;
  amounts: Alignment;
  isOpen: boolean;
  to: string;
}) {
  const { currency, amountMinor, debtorName, debtorReference, state, isFeeOpen } = payment;
  const { language } = useDesk();
  const isLive = state === "succeeded";
  return (
    <Row current={isOpen}>
      <Cell className="max-w-0 w-full @2xl:w-1/3">
        <Link
          to={to}
          preventScrollReset
          discover="none"
          data-open=""
          aria-current={isOpen || undefined}
          className="block truncate font-medium after:absolute after:inset-0"
          title={debtorName ?? debtorReference}
        >
          {debtorName ?? debtorReference}
        </Link>
        <span className="block truncate text-ink-soft">
          <When at={payment.at} />
        </span>
        <span className="block @2xl:hidden">
          <PaymentBadges payment={payment} />
        </span>
      </Cell>
      <Cell wideOnly className="text-ink-soft">
        {methodWords(payment, language)}
      </Cell>
      <Cell wideOnly>
        <PaymentBadges payment={payment} />
      </Cell>
      <Cell align="right" className={isLive ? "font-medium" : "text-ink-soft"}>
        <Amount amountMinor={amountMinor} currency={currency} alignTo={amounts} />
      </Cell>
      <Cell align="right" wideOnly className="text-ink-soft">
        {isLive && !isFeeOpen && (
          <Amount amountMinor={payment.feeMinor} currency={currency} alignTo={amounts} />
        )}
      </Cell>
      <Cell align="right" wideOnly>
        {isLive && !isFeeOpen && (
          <Amount amountMinor={netMinor(payment)} currency={currency} alignTo={amounts} />
        )}
      </Cell>
    </Row>
  );
}
