import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { AmountLift, ArmResult, Difference, Lift, ShareLift } from "~/domain/effect/lift";
import { holdoutDays } from "~/domain/holdout";
import { Amount } from "./amount";
import { percent } from "./effect-words";
import { Panel } from "./panel";
import { Cell, Row, Table } from "./table";
import { When } from "./when";
import { plural } from "./words";

interface ShownLift extends Lift {
  since: Date;
  reminded: ArmResult;
  heldOut: ArmResult;
}

const title = "Does reminding work?";

/** What comparing those reminded with those held out has shown, or how to begin. */
export function LiftPanel({ lift, percent: held }: { lift: ShownLift | null; percent: number }) {
  if (lift === null)
    return (
      <Panel title={title}>
        <p className="max-w-prose text-sm text-ink-soft">
          {held > 0
            ? `Nobody has been drawn yet: from the next first reminder on, ${held}% are left alone for
               ${holdoutDays} days.`
            : `Who pays after a reminder may have paid anyway. To know what reminding brings, leave some
               debtors, drawn by lot, alone for ${holdoutDays} days and compare.`}{" "}
          <Link to="/desk/settings" className="underline">
            {held > 0 ? "Change the share in Settings" : "Set the share in Settings"}
          </Link>
          .
        </p>
      </Panel>
    );
  const isOver = lift.reminded.over > 0 && lift.heldOut.over > 0;
  return (
    <Panel
      title={title}
      note={
        <>
          Drawn by lot since <When at={lift.since} detail="day" />
        </>
      }
      flush
    >
      <Arms {...lift} />
      <div className="flex max-w-prose flex-col gap-2 px-4 py-3 text-sm">
        {isOver ? <Verdict {...lift} /> : <p>Both groups need debtors whose {holdoutDays} days are over.</p>}
        <p className="text-ink-soft">
          Everyone drawn counts in their group, whatever happened after; only those whose {holdoutDays} days
          are over are compared. Money counts however it came, also what you recorded or imported, less what
          went back within the days. In full: all they owed when they were drawn and that fell due within the
          days. Intervals hold the truth 95 times in 100: Newcombe’s for shares, Welch’s for amounts. If you
          change the share held out, months before and after mix.
        </p>
      </div>
    </Panel>
  );
}

function Arms({ reminded, heldOut, paid, paidInFull, amounts }: ShownLift) {
  return (
    <Table
      caption="Those reminded beside those held out"
      columns={[
        { label: `Within ${holdoutDays} days` },
        { label: "Reminded", align: "right" },
        { label: "Held out", align: "right" },
        { label: "Difference", align: "right" },
      ]}
    >
      <Line name="Debtors" detail="whose days are over">
        <Count>{reminded.over}</Count>
        <Count>{heldOut.over}</Count>
        <Cell />
      </Line>
      <Line name="Still running" detail="not counted yet">
        <Count>{reminded.running}</Count>
        <Count>{heldOut.running}</Count>
        <Cell />
      </Line>
      <Line name="Had a reminder or call" detail="whatever was meant for them">
        <Count>{reminded.reminded}</Count>
        <Count>{heldOut.reminded}</Count>
        <Cell />
      </Line>
      <Shares name="Paid anything" lift={paid} />
      <Shares name="Paid in full" lift={paidInFull} />
      {amounts.map((amount) => (
        <Amounts key={amount.currency} amount={amount} isOne={amounts.length === 1} />
      ))}
    </Table>
  );
}

function Line({ name, detail, children }: { name: string; detail?: string; children: ReactNode }) {
  return (
    <Row>
      <Cell>
        <span className="font-medium">{name}</span>
        {detail && <span className="block text-xs text-ink-soft">{detail}</span>}
      </Cell>
      {children}
    </Row>
  );
}

function Count({ children }: { children: number }) {
  return (
    <Cell align="right" className="tabular-nums">
      {children.toLocaleString("en")}
    </Cell>
  );
}

function Shares({ name, lift }: { name: string; lift: ShareLift }) {
  return (
    <Line name={name}>
      {[lift.reminded, lift.heldOut].map(({ count, of }, at) => (
        <Cell key={at} align="right" className="tabular-nums">
          {of === 0 ? "–" : percent(count / of)}
          <span className="block text-xs text-ink-soft">{count.toLocaleString("en")}</span>
        </Cell>
      ))}
      <Cell align="right" className="tabular-nums">
        {lift.lift === null ? "–" : <DifferenceOf lift={lift.lift} show={signed} unit=" points" />}
      </Cell>
    </Line>
  );
}

function Amounts({ amount, isOne }: { amount: AmountLift; isOne: boolean }) {
  const { currency, remindedMinor, heldOutMinor, lift } = amount;
  const show = (minor: number) => <Amount amountMinor={BigInt(Math.round(minor))} currency={currency} />;
  return (
    <Line name={isOne ? "Collected per debtor" : `Collected per debtor, ${currency}`}>
      <Cell align="right">{remindedMinor === null ? "–" : show(remindedMinor)}</Cell>
      <Cell align="right">{heldOutMinor === null ? "–" : show(heldOutMinor)}</Cell>
      <Cell align="right">{lift === null ? "–" : <DifferenceOf lift={lift} show={show} />}</Cell>
    </Line>
  );
}

function DifferenceOf({
  lift,
  show,
  unit = "",
}: {
  lift: Difference;
  show: (value: number) => ReactNode;
  unit?: string;
}) {
  return (
    <>
      {show(lift.difference)}
      {unit}
      <span className="block text-xs text-ink-soft">
        {show(lift.low)} to {show(lift.high)}
      </span>
    </>
  );
}

/** A difference of shares in percentage points: `+4.2`. */
function signed(share: number): string {
  const sign = share < 0 ? "−" : "+";
  return `${sign}${unsigned(share)}`;
}

function unsigned(share: number): string {
  return Math.abs(share * 100).toFixed(1);
}

/** Says in a sentence what can be said of who paid anything; first of all whether anything can. */
function Verdict({ paid, reminded, heldOut }: ShownLift) {
  if (paid.lift === null) return null;
  const { difference, isOpen, finestSeen } = paid.lift;
  const held = heldOut.over.toLocaleString("en");
  const among = `among ${plural(reminded.over, "debtor")} reminded and ${held} held out`;
  if (isOpen)
    return (
      <p className="font-medium">
        Too few to tell yet: the difference could be nothing. {capital(among)}, one of less than about{" "}
        {(finestSeen * 100).toFixed(0)} points would not show.
      </p>
    );
  return (
    <p className="font-medium">
      {difference > 0
        ? `Reminding works: the share that paid anything is ${unsigned(difference)} points higher`
        : `Reminding does harm: the share that paid anything is ${unsigned(difference)} points lower`}{" "}
      {among}.
    </p>
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
