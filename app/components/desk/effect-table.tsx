import type { EffectCounts, EffectDivision, EffectRow } from "~/domain/effect/facts";
import type { ContactChannel } from "~/domain/vocabulary";
import { CollectedAmounts, ContactCost, PerCost } from "./effect-amounts";
import { Rate } from "./effect-rate";
import { percent, rowName } from "./effect-words";
import { Cell, Row, Table, type Column } from "./table";

const columns = (by: EffectDivision): Column[] => [
  { label: by === "step" ? "Step" : "Template" },
  { label: "Sent", align: "right" },
  { label: "Delivered", align: "right", wideOnly: true },
  { label: "Opened", align: "right", wideOnly: true },
  { label: "Clicked Pay", align: "right", wideOnly: true },
  { label: "Paid in 7 days", align: "right" },
  { label: "Cost", align: "right", wideOnly: true },
  { label: "Collected", align: "right" },
  { label: "Per 1 of cost", align: "right", wideOnly: true },
];

/** What each step or template led to; the last row is the sum of those above it. */
export function EffectTable({
  rows,
  total,
  by,
  currency,
}: {
  rows: readonly EffectRow[];
  total: EffectCounts;
  by: EffectDivision;
  /** The vendor's own, in which its costs are. */
  currency: string;
}) {
  return (
    <Table caption={by === "step" ? "Effect by step" : "Effect by template"} columns={columns(by)}>
      {rows.map((row) => (
        <Row key={row.key}>
          <Name counts={row} channel={row.of.channel} currency={currency} {...rowName(row.of, by)} />
          <Counts counts={row} channel={row.of.channel} currency={currency} />
        </Row>
      ))}
      <Row>
        <Name counts={total} channel={null} name="In all" detail="" currency={currency} isTotal />
        <Counts counts={total} channel={null} currency={currency} />
      </Row>
    </Table>
  );
}

interface Counted {
  counts: EffectCounts;
  /** Null in the row of totals. */
  channel: ContactChannel | null;
  currency: string;
}

function Name({
  counts,
  channel,
  currency,
  name,
  detail,
  isTotal,
}: Counted & { name: string; detail: string; isTotal?: boolean }) {
  return (
    <Cell className="w-full">
      <span className={isTotal ? "font-semibold" : "font-medium"}>{name}</span>
      {detail && <span className="block text-ink-soft">{detail}</span>}
      <span className="block pt-1 text-xs text-ink-soft @2xl:hidden">
        <Briefly counts={counts} channel={channel} currency={currency} />
      </span>
    </Cell>
  );
}

/** Where the table is narrow, what its other columns would say. */
function Briefly({ counts, channel, currency }: Counted) {
  const { sent, delivered, opened, clicked } = counts;
  const share = (count: number) => (sent === 0 ? "–" : percent(count / sent));
  return (
    <>
      {share(delivered)} {channel === "call" ? "reached" : "delivered"}
      {opened > 0 && `, ${share(opened)} opened`}
      {channel !== "call" && `, ${share(clicked)} clicked Pay`}
      {channel !== "call" && (
        <>
          , cost <ContactCost counts={counts} currency={currency} />
        </>
      )}
    </>
  );
}

function Counts({ counts, channel, currency }: Counted) {
  const { sent, delivered, opened, machineOpened, clicked, paid, collected } = counts;
  const isCall = channel === "call";
  return (
    <>
      <Cell align="right" className="tabular-nums">
        {sent.toLocaleString("en")}
      </Cell>
      <Cell align="right" wideOnly>
        <Rate count={delivered} of={sent} />
      </Cell>
      <Cell align="right" wideOnly>
        {opened + machineOpened === 0 ? <None /> : <Rate count={opened} of={sent} />}
        {machineOpened > 0 && (
          <span className="block text-xs text-ink-soft">
            {machineOpened.toLocaleString("en")} fetched by machines
          </span>
        )}
      </Cell>
      <Cell align="right" wideOnly>
        {isCall ? <None /> : <Rate count={clicked} of={sent} />}
      </Cell>
      <Cell align="right">
        <Rate count={paid} of={sent} />
      </Cell>
      <Cell align="right" wideOnly>
        {isCall ? <None /> : <ContactCost counts={counts} currency={currency} />}
      </Cell>
      <Cell align="right">
        <CollectedAmounts collected={collected} />
      </Cell>
      <Cell align="right" wideOnly>
        <PerCost counts={counts} currency={currency} />
      </Cell>
    </>
  );
}

function None() {
  return <span className="text-ink-soft">–</span>;
}
