import { Amount } from "./amount";
import { Fact, Facts, Panel } from "./panel";
import { plural } from "./words";

/** What it took to collect a balance, and what is left of what was collected. */
export function CostToCollect({
  cost,
  currency,
}: {
  cost: { collectedMinor: bigint; feeMinor: bigint; isFeeOpen: boolean; messages: number };
  currency: string;
}) {
  const { collectedMinor, feeMinor, isFeeOpen, messages } = cost;
  if (collectedMinor === 0n && messages === 0) return null;
  return (
    <Panel title="Cost to collect">
      <Facts>
        {collectedMinor > 0n && (
          <>
            <Fact name="Collected">
              <Amount amountMinor={collectedMinor} currency={currency} />
            </Fact>
            <Fact name="Stripe’s fees">
              <Amount amountMinor={feeMinor} currency={currency} />
              {isFeeOpen && ", and what is not known yet or in another currency"}
            </Fact>
            <Fact name="Net">
              <Amount amountMinor={collectedMinor - feeMinor} currency={currency} className="font-medium" />
            </Fact>
          </>
        )}
        <Fact name="Messages">{plural(messages, "message")}</Fact>
      </Facts>
      <p className="pt-2 text-xs text-ink-soft">
        Of a fee, the part that its payment has on this balance. Messages are all emails and SMS sent to this
        debtor since it was imported, whatever they were about.
      </p>
    </Panel>
  );
}
