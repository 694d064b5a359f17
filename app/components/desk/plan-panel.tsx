import { Form } from "@remix-run/react";
import type { InstalmentState, PlanFrequency, PlanState } from "~/domain/vocabulary";
import { Amount } from "./amount";
import { Badge, Notice, type Tone } from "./badge";
import { Button } from "./button";
import { Field } from "./field";
import { Panel } from "./panel";
import { Day, When } from "./when";

export interface DeskInstalment {
  id: string;
  number: number;
  dueOn: string;
  amountMinor: bigint;
  state: InstalmentState;
  chargeAt: Date;
  attempts: number;
  noticedAt: Date | null;
  paidAt: Date | null;
  lastFailure: string | null;
}

export interface DeskPlan {
  state: PlanState;
  currency: string;
  totalMinor: bigint;
  frequency: PlanFrequency;
  agreedAt: Date;
  endedAt: Date | null;
  endReason: string | null;
  /** An answer, a held balance or a payment on its way comes first. */
  isPaused: boolean;
  instalments: readonly DeskInstalment[];
}

const planStates: Record<PlanState, { label: string; tone: Tone }> = {
  starting: { label: "First payment on its way", tone: "neutral" },
  active: { label: "Running", tone: "good" },
  completed: { label: "Completed", tone: "good" },
  broken: { label: "Broken", tone: "danger" },
  canceled: { label: "Canceled", tone: "neutral" },
};

const instalmentStates: Record<InstalmentState, { label: string; tone: Tone }> = {
  scheduled: { label: "Scheduled", tone: "neutral" },
  charging: { label: "Being charged", tone: "neutral" },
  paid: { label: "Paid", tone: "good" },
  asked: { label: "Asked by link", tone: "danger" },
  canceled: { label: "Not charged", tone: "neutral" },
};

/** What was agreed with a debtor, how far it has come, and a way to end it. */
export function PlanPanel({ plan, problem }: { plan: DeskPlan; problem: string | undefined }) {
  const { state, currency, totalMinor, frequency, instalments, isPaused, endedAt, endReason } = plan;
  return (
    <Panel title="Plan" note={<Badge tone={planStates[state].tone}>{planStates[state].label}</Badge>}>
      <p className="text-sm">
        <Amount amountMinor={totalMinor} currency={currency} className="font-medium" /> in{" "}
        {instalments.length} instalments, {frequency}, agreed <When at={plan.agreedAt} detail="day" />.
      </p>
      {isPaused && (
        <div className="pt-3">
          <Notice tone="warn">
            Nothing is charged until what stands against it is settled: an answer, a held balance, or a
            payment on its way.
          </Notice>
        </div>
      )}
      {endReason && (
        <p className="pt-2 text-sm text-ink-soft">
          {endReason} {endedAt && <When at={endedAt} detail="day" />}
        </p>
      )}
      <ol className="divide-y divide-line pt-2 text-sm">
        {instalments.map((instalment) => (
          <Instalment key={instalment.id} instalment={instalment} currency={currency} />
        ))}
      </ol>
      {state === "active" && <CancelPlan problem={problem} />}
    </Panel>
  );
}

function Instalment({ instalment, currency }: { instalment: DeskInstalment; currency: string }) {
  const { number, dueOn, amountMinor, state, chargeAt, attempts, noticedAt, lastFailure } = instalment;
  const isRetried = state === "scheduled" && attempts > 0;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 py-2">
      <span className="w-4 text-ink-soft tabular-nums">{number}</span>
      <span className="grow">
        <Day on={dueOn} />
      </span>
      <Badge tone={isRetried ? "warn" : instalmentStates[state].tone}>
        {isRetried ? "Tried again" : instalmentStates[state].label}
      </Badge>
      <Amount amountMinor={amountMinor} currency={currency} />
      {state === "scheduled" && noticedAt && !isRetried && (
        <span className="basis-full pl-7 text-ink-soft">
          Announced <When at={noticedAt} />
        </span>
      )}
      {lastFailure && state !== "paid" && (
        <span className="basis-full pl-7 text-ink-soft wrap-anywhere">
          {lastFailure}
          {isRetried && (
            <>
              {" "}
              Again <When at={chargeAt} />.
            </>
          )}
        </span>
      )}
    </li>
  );
}

function CancelPlan({ problem }: { problem: string | undefined }) {
  return (
    <details open={problem !== undefined} className="pt-2">
      <summary className="text-sm text-accent">End this plan</summary>
      <Form method="post" className="flex flex-col items-start gap-3 pt-2" preventScrollReset>
        <Field
          label="Why"
          name="reason"
          required
          maxLength={300}
          error={problem}
          className="w-full"
          hint="Kept on the timeline. Nothing more is charged, and reminders for what is outstanding go on."
        />
        <Button name="intent" value="cancel-plan">
          End plan
        </Button>
      </Form>
    </details>
  );
}
