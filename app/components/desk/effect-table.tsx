import type { EffectCounts, EffectDivision, EffectRow } from "~/domain/effect/facts";
import type { ContactChannel } from "~/domain/vocabulary";
import { classNames } from "./class-names";
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
  { label: "Per cost", align: "right", wideOnly: true },
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
        <Counted
          key={row.key}
          counts={row}
          channel={row.of.channel}
          currency={currency}
          {...rowName(row.of, by)}
        />
      ))}
      <Counted counts={total} channel={null} currency={currency} name="In all" detail="" />
    </Table>
  );
}

interface Shown {
  counts: EffectCounts;
  /** Null in the row of totals. */
  channel: ContactChannel | null;
  currency: string;
}

/** Where the table is narrow, what its other columns would say is a line of its own below. */
function Counted({ name, detail, ...shown }: Shown & { name: string; detail: string }) {
  return (
    <>
      <Row>
        <Cell className={classNames("w-full", aboveLine)}>
          <span className={shown.channel === null ? "font-semibold" : "font-medium"}>{name}</span>
          {detail && <span className="block text-ink-soft">{detail}</span>}
        </Cell>
        <Counts {...shown} />
      </Row>
      <tr className="@2xl:hidden">
        <Cell colSpan={4} className="pt-0 text-xs text-ink-soft">
          <Briefly {...shown} />
        </Cell>
      </tr>
    </>
  );
}

const aboveLine = "@max-2xl:border-b-0 @max-2xl:pb-1";

function Briefly({ counts, channel, currency }: Shown) {
  const { sent, delivered, opened, clicked } = counts;
  const share = (count: number) => (sent === 0 ? "–" : percent(count / sent));
  if (channel === "call") return <>{share(delivered)} reached</>;
  return (
    <>
      {share(delivered)} delivered
      {opened > 0 && channel !== null && `, ${share(opened)} opened`}
      {`, ${share(clicked)} clicked Pay, cost `}
      <ContactCost counts={counts} currency={currency} />
    </>
  );
}

function Counts({ counts, channel, currency }: Shown) {
  const { sent, delivered, clicked, paid, collected } = counts;
  const isCall = channel === "call";
  return (
    <>
      <Cell align="right" className={classNames("tabular-nums", aboveLine)}>
        {sent.toLocaleString("en")}
      </Cell>
      <Cell align="right" wideOnly>
        <Rate count={delivered} of={sent} />
      </Cell>
      <Cell align="right" wideOnly>
        <Opened {...counts} isTotal={channel === null} />
      </Cell>
      <Cell align="right" wideOnly>
        {isCall ? <None /> : <Rate count={clicked} of={sent} />}
      </Cell>
      <Cell align="right" className={aboveLine}>
        <Rate count={paid} of={sent} />
      </Cell>
      <Cell align="right" wideOnly>
        {isCall ? <None /> : <ContactCost counts={counts} currency={currency} />}
      </Cell>
      <Cell align="right" className={aboveLine}>
        <CollectedAmounts collected={collected} />
      </Cell>
      <Cell align="right" wideOnly>
        <PerCost counts={counts} currency={currency} />
      </Cell>
    </>
  );
}

/** Of the total no share is shown: only emails can be opened, and it has SMS and calls among them. */
function Opened({ opened, machineOpened, sent, isTotal }: EffectCounts & { isTotal: boolean }) {
  if (opened + machineOpened === 0) return <None />;
  return (
    <>
      {isTotal ? opened.toLocaleString("en") : <Rate count={opened} of={sent} />}
      {machineOpened > 0 && (
        <span className="block text-xs text-ink-soft">
          {machineOpened.toLocaleString("en")} fetched by machines
        </span>
      )}
    </>
  );
}

function None() {
  return <span className="text-ink-soft">–</span>;
}
