import { Link } from "@remix-run/react";
import { entryNames } from "~/domain/timeline";
import type { Account, ChargebackState, JournalEntryKind, RefundState } from "~/domain/vocabulary";
import { Amount } from "./amount";
import { Badge } from "./badge";
import { accountWords, chargebackStateWords, refundStateWords } from "./payment-words";
import { Cell, Row, Table } from "./table";
import { When } from "./when";

interface ShownRefund {
  id: string;
  state: RefundState;
  currency: string;
  amountMinor: bigint;
  owedAgain: boolean;
  reason: string | null;
  /** Who asked for it here; null when it was made at Stripe. */
  by: string | null;
  failure: string | null;
  stripeRefundId: string | null;
  requestedAt: Date;
  settledAt: Date | null;
  failedAt: Date | null;
  lines: readonly { balanceId: string; reference: string; amountMinor: bigint }[];
}

/** What of a payment was given back, or was meant to be. */
export function RefundList({ refunds }: { refunds: readonly ShownRefund[] }) {
  return (
    <ul className="flex flex-col gap-4 text-sm">
      {refunds.map((refund) => {
        const { id, state, currency, amountMinor, reason, failure, lines } = refund;
        return (
          <li key={id} className="flex flex-col gap-0.5">
            <div className="flex items-baseline justify-between gap-3">
              <span className="flex flex-wrap items-baseline gap-2">
                <Badge tone={refundStateWords[state].tone}>{refundStateWords[state].label}</Badge>
                <span className="text-xs text-ink-soft">
                  <When at={refund.failedAt ?? refund.settledAt ?? refund.requestedAt} />
                </span>
              </span>
              <Amount amountMinor={amountMinor} currency={currency} className="font-medium" />
            </div>
            {failure && <p className="text-danger wrap-anywhere">{failure}</p>}
            <p className="wrap-anywhere">{reason ?? "Made at Stripe, without a word about why."}</p>
            {lines.length > 0 && (
              <p className="text-ink-soft">
                {lines.map(({ balanceId, reference, amountMinor: partMinor }, index) => (
                  <span key={balanceId}>
                    {index > 0 && ", "}
                    <Amount amountMinor={partMinor} currency={currency} /> of{" "}
                    <Link to={`/desk/balances/${balanceId}`} className="link">
                      {reference}
                    </Link>
                  </span>
                ))}
                {refund.owedAgain ? ", owed again" : ", no longer owed"}
              </p>
            )}
            <p className="text-xs text-ink-soft wrap-anywhere">
              {refund.by ? `By ${refund.by}` : "At Stripe’s dashboard"}
              {refund.stripeRefundId && ` · ${refund.stripeRefundId}`}
            </p>
          </li>
        );
      })}
    </ul>
  );
}

interface ShownChargeback {
  id: string;
  state: ChargebackState;
  currency: string;
  amountMinor: bigint;
  withdrawnMinor: bigint;
  lossMinor: bigint;
  feeMinor: bigint;
  feeCurrency: string | null;
  reason: string;
  respondBy: Date | null;
  openedAt: Date;
  closedAt: Date | null;
  stripeDisputeId: string;
}

/** What the card's bank asks for back, and until when the vendor can answer. */
export function ChargebackList({
  chargebacks,
  dashboardUrl,
}: {
  chargebacks: readonly ShownChargeback[];
  dashboardUrl: string | null;
}) {
  return (
    <ul className="flex flex-col gap-4 text-sm">
      {chargebacks.map((chargeback) => {
        const { id, state, currency, withdrawnMinor, lossMinor, feeMinor, feeCurrency } = chargeback;
        const isUnderWay = state === "open" || state === "inquiry";
        return (
          <li key={id} className="flex flex-col gap-0.5">
            <div className="flex items-baseline justify-between gap-3">
              <span className="flex flex-wrap items-baseline gap-2">
                <Badge tone={chargebackStateWords[state].tone}>{chargebackStateWords[state].label}</Badge>
                <span className="text-xs text-ink-soft">
                  <When at={chargeback.closedAt ?? chargeback.openedAt} detail="day" />
                </span>
              </span>
              <Amount amountMinor={chargeback.amountMinor} currency={currency} className="font-medium" />
            </div>
            <p>The bank’s reason: {chargeback.reason.replaceAll("_", " ")}</p>
            {isUnderWay && chargeback.respondBy && (
              <p className="font-medium">
                Answer at Stripe by <When at={chargeback.respondBy} />
                {dashboardUrl && (
                  <>
                    {": "}
                    <a href={dashboardUrl} className="link" rel="noreferrer">
                      open Stripe’s dashboard
                    </a>
                  </>
                )}
              </p>
            )}
            {withdrawnMinor > 0n && (
              <p className="text-ink-soft">
                <Amount amountMinor={withdrawnMinor} currency={currency} /> is with the bank
                {lossMinor > 0n && (
                  <>
                    , <Amount amountMinor={lossMinor} currency={currency} /> of it lost beyond what was left
                    here
                  </>
                )}
              </p>
            )}
            {feeMinor !== 0n && feeCurrency && (
              <p className="text-ink-soft">
                Fee <Amount amountMinor={feeMinor} currency={feeCurrency} />
              </p>
            )}
            <p className="text-xs text-ink-soft wrap-anywhere">{chargeback.stripeDisputeId}</p>
          </li>
        );
      })}
    </ul>
  );
}

interface ShownPosting {
  entryId: string;
  line: number;
  kind: JournalEntryKind;
  occurredAt: Date;
  account: Account;
  currency: string;
  amountMinor: bigint;
  balanceId: string | null;
  balanceReference: string | null;
}

const columns = [{ label: "Entry" }, { label: "Account" }, { label: "Amount", align: "right" as const }];

/** The lines of the ledger that moved a payment's money; each entry comes to nothing in sum. */
export function PaymentLedger({ postings }: { postings: readonly ShownPosting[] }) {
  return (
    <Table caption="Postings" columns={columns}>
      {postings.map((posting, index) => {
        const { entryId, line, kind, account, balanceId, balanceReference } = posting;
        const isFirst = postings[index - 1]?.entryId !== entryId;
        return (
          <Row key={`${entryId} ${line}`}>
            <Cell>
              {isFirst && entryNames[kind]}
              {isFirst && (
                <span className="block text-xs text-ink-soft">
                  <When at={posting.occurredAt} detail="day" />
                </span>
              )}
            </Cell>
            <Cell>
              {balanceId && balanceReference ? (
                <Link to={`/desk/balances/${balanceId}`} className="link wrap-anywhere">
                  {balanceReference}
                </Link>
              ) : (
                accountWords[account]
              )}
            </Cell>
            <Cell align="right">
              <Amount amountMinor={posting.amountMinor} currency={posting.currency} />
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}
