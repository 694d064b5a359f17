import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ButtonLink } from "~/components/desk/button";
import { CollectedAmounts, ContactCost, PerCost } from "~/components/desk/effect-amounts";
import { EffectTable } from "~/components/desk/effect-table";
import { percent } from "~/components/desk/effect-words";
import { Figure, Figures } from "~/components/desk/figures";
import { LiftPanel } from "~/components/desk/lift-panel";
import { Tabs } from "~/components/desk/pager";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { effectDivisions, type EffectCounts, type EffectDivision } from "~/domain/effect/facts";
import { effectParams, effectPeriods, readEffectPeriod, type EffectPeriod } from "~/domain/effect/period";
import { readEffectOfPeriod } from "~/services/effect/read-effect.server";
import { readLift } from "~/services/effect/read-lift.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "Effect · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const period = readEffectPeriod(new URL(request.url).searchParams);
  return {
    period,
    currency: vendor.currency,
    holdoutPercent: vendor.holdoutPercent,
    ...(await readEffectOfPeriod({ db }, { vendor, period, now })),
    lift: await readLift({ db }, { vendor, now }),
  };
}

const titles: Record<EffectDivision, string> = { step: "By step", template: "By template" };

export default function Effect() {
  const { period, currency, holdoutPercent, byStep, byTemplate, total, uncredited, lift } =
    useLoaderData<typeof loader>();
  const rows = { step: byStep, template: byTemplate };
  return (
    <div className="flex flex-col gap-5">
      <div>
        <PageHeader title="Effect" note="What messages and calls led to, and what they cost." />
        <Tabs label="Period" tabs={effectPeriods.map((one) => tabOf(one, period))} />
      </div>
      {total.sent === 0 ? (
        <Panel flush>
          <NothingSent period={period} />
        </Panel>
      ) : (
        <>
          <Totals total={total} currency={currency} />
          {effectDivisions.map((by) => (
            <Panel
              key={by}
              flush
              title={titles[by]}
              actions={
                <ButtonLink kind="quiet" to={csvAddress(by, period)} reloadDocument download>
                  Export CSV
                </ButtonLink>
              }
            >
              <EffectTable rows={rows[by]} total={total} by={by} currency={currency} />
            </Panel>
          ))}
        </>
      )}
      <LiftPanel lift={lift} percent={holdoutPercent} />
      <HowCounted uncredited={uncredited} />
    </div>
  );
}

function Totals({ total, currency }: { total: EffectCounts; currency: string }) {
  return (
    <Figures>
      <Figure name="Sent" note="messages and calls">
        {total.sent.toLocaleString("en")}
      </Figure>
      <Figure name="Paid within 7 days" note={`${percent(total.paid / total.sent)} of what was sent`}>
        {total.paid.toLocaleString("en")}
      </Figure>
      <Figure name="Collected" note="net of what went back">
        <CollectedAmounts collected={total.collected} />
      </Figure>
      <Figure name="Cost of messages">
        <ContactCost counts={total} currency={currency} />
      </Figure>
      <Figure name={`Collected per 1 ${currency} of cost`}>
        <PerCost counts={total} currency={currency} />
      </Figure>
    </Figures>
  );
}

function HowCounted({ uncredited }: { uncredited: EffectCounts["collected"] }) {
  return (
    <Panel title="How it is counted">
      <div className="flex max-w-prose flex-col gap-2 text-sm text-ink-soft">
        <p>
          A payment is credited to the last message or call before it, if that went out at most seven days
          earlier, and to no other: no cent is counted twice. Payments of the last days may still be to come.
        </p>
        {uncredited.length > 0 && (
          <p>
            Came in during this time with nothing sent in the week before:{" "}
            <span className="inline-flex flex-wrap gap-x-3 text-ink">
              <CollectedAmounts collected={uncredited} />
            </span>
          </p>
        )}
        <p>
          What you record by hand counts as received at noon of its day. Collected is less refunds and what
          banks took back since, before Stripe’s fees. Opened is by a person, as far as can be told, and only
          where your email provider tells; SMS never do. Of a call, delivered is that the right person
          answered. Small print under a number is its share of what was sent, and where the true share lies 95
          times in 100 (Wilson’s interval): with few messages it is wide.
        </p>
        <p>That a payment follows a message does not mean that it came because of it. Holding out tells.</p>
      </div>
    </Panel>
  );
}

function NothingSent({ period }: { period: EffectPeriod }) {
  if (period === null)
    return (
      <Empty title="Nothing has gone out yet" action={<ButtonLink to="/desk/settings">Settings</ButtonLink>}>
        Once reminders go out, this page shows what each step and template led to.
      </Empty>
    );
  return (
    <Empty
      title={`Nothing went out in the last ${period} days`}
      action={<ButtonLink to={address(null)}>Show all there is</ButtonLink>}
    />
  );
}

function tabOf(period: EffectPeriod, current: EffectPeriod) {
  const label = period === null ? "All" : `${period} days`;
  return { label, to: address(period), current: period === current };
}

function address(period: EffectPeriod): string {
  const params = effectParams(period).toString();
  return `/desk/effect${params === "" ? "" : `?${params}`}`;
}

function csvAddress(by: EffectDivision, period: EffectPeriod): string {
  return `/desk/effect.csv?${new URLSearchParams([["by", by], ...effectParams(period)]).toString()}`;
}
