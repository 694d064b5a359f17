import { Link } from "@remix-run/react";
import { contactChanges, isBurst } from "~/domain/cadence/foresee";
import { templateTitle } from "~/domain/templates/names";
import { contactChannels } from "~/domain/vocabulary";
import type { CadenceEffect } from "~/domain/cadence/effect";
import { Notice } from "../badge";
import { Cell, Row, Table } from "../table";
import { Day, When } from "../when";
import { channelWords, plural } from "../words";
import { changeWords } from "./cadence-words";

/** What a change does to those under way, in numbers first and then by name. */
export function CadenceEffectView({ effect }: { effect: CadenceEffect }) {
  const { debtors, looked, next, withinDay } = effect;
  if (debtors === 0)
    return (
      <p className="text-sm text-ink-soft">
        Nobody with something outstanding is concerned now. It holds for whoever comes.
      </p>
    );
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-2 text-sm">
        <p>
          <b className="font-semibold">{plural(debtors, "debtor")}</b> with something outstanding
          {debtors === 1 ? " is" : " are"} concerned.
          {looked < debtors && (
            <>
              {" "}
              The numbers below are of {looked.toLocaleString("en")} of them, taken at random (
              {((100 * looked) / debtors).toFixed(1)}%).
            </>
          )}
        </p>
        <ul className="flex flex-col gap-0.5">
          {contactChanges
            .filter((change) => next[change] > 0)
            .map((change) => (
              <li key={change} className="flex gap-2">
                <span className="w-14 shrink-0 text-right font-semibold tabular-nums">
                  {next[change].toLocaleString("en")}
                </span>
                <span className="text-ink-soft">{changeWords[change]}</span>
              </li>
            ))}
        </ul>
      </div>
      <WithinDay {...withinDay} />
      <Crowded days={effect.days} within={withinDay} />
      <DaysTable days={effect.days} />
      {effect.examples.length > 0 && <Examples examples={effect.examples} />}
      <p className="text-sm text-ink-soft">
        As it would be if nobody paid or answered, and every call was made on its day. Caps, hours and answers
        hold whatever the cadence says.
      </p>
    </div>
  );
}

function WithinDay({ before, after }: CadenceEffect["withinDay"]) {
  const count = (number: number) => number.toLocaleString("en");
  if (isBurst({ before, after }))
    return (
      <Notice tone="warn" title={`${count(after)} contacts would go within the next 24 hours`}>
        As it is now, {count(before)} would. If that is more than you can answer, pause it, or give the first
        steps conditions.
      </Notice>
    );
  return (
    <p className="text-sm">
      Within the next 24 hours: <b className="font-semibold tabular-nums">{count(after)}</b>{" "}
      {after === 1 ? "contact" : "contacts"}, where it would be{" "}
      <b className="font-semibold tabular-nums">{count(before)}</b> as it is now.
    </p>
  );
}

/** A later day on which far more would go than was to, where nothing nearer has been warned of. */
function Crowded({ days, within }: Pick<CadenceEffect, "days"> & { within: CadenceEffect["withinDay"] }) {
  const crowded = days
    .map(({ on, before, after }) => ({ on, before: sumOf(before), after: sumOf(after) }))
    .find(isBurst);
  if (!crowded || isBurst(within)) return null;
  return (
    <Notice tone="warn">
      {crowded.after.toLocaleString("en")} contacts would go on <Day on={crowded.on} />, where it is{" "}
      {crowded.before.toLocaleString("en")} as it is now. See that you can answer so many.
    </Notice>
  );
}

function sumOf(byChannel: CadenceEffect["days"][number]["after"]): number {
  return contactChannels.reduce((sum, channel) => sum + byChannel[channel], 0);
}

function DaysTable({ days }: Pick<CadenceEffect, "days">) {
  return (
    <div className="-mx-4">
      <Table
        caption="Contacts by day and channel, as it is now and with the change"
        columns={[
          { label: "Day" },
          ...contactChannels.map((channel) => ({ label: channelWords[channel], align: "right" as const })),
        ]}
      >
        {days.map(({ on, before, after }) => (
          <Row key={on}>
            <Cell>
              <Day on={on} />
            </Cell>
            {contactChannels.map((channel) => (
              <Cell key={channel} align="right" className="tabular-nums">
                <BeforeAfter before={before[channel]} after={after[channel]} />
              </Cell>
            ))}
          </Row>
        ))}
      </Table>
    </div>
  );
}

function BeforeAfter({ before, after }: { before: number; after: number }) {
  if (before === after) return <span className="text-ink-soft">{after.toLocaleString("en")}</span>;
  return (
    <>
      <span className="text-ink-soft">{before.toLocaleString("en")}</span> <span aria-hidden="true">→</span>
      <span className="sr-only">becomes</span>{" "}
      <span className="font-semibold">{after.toLocaleString("en")}</span>
    </>
  );
}

type Example = CadenceEffect["examples"][number];

function Examples({ examples }: { examples: readonly Example[] }) {
  return (
    <div>
      <h3 className="pb-1 text-sm font-semibold">For example</h3>
      <ul className="divide-y divide-line text-sm">
        {examples.map(({ debtorId, name, before, after }) => (
          <li key={debtorId} className="grid gap-x-4 gap-y-0.5 py-2 md:grid-cols-[12rem_1fr_1fr]">
            <Link to={`/desk/debtors/${debtorId}`} className="link wrap-anywhere">
              {name}
            </Link>
            <p className="text-ink-soft">
              <span className="md:sr-only">Now: </span>
              <ContactWords contact={before} />
            </p>
            <p>
              <span className="md:sr-only">Then: </span>
              <span aria-hidden="true" className="max-md:hidden">
                →{" "}
              </span>
              <ContactWords contact={after} />
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function ContactWords({ contact }: { contact: Example["before"] }) {
  if (contact === null) return <>Nothing</>;
  return (
    <>
      {channelWords[contact.channel]} “{templateTitle(contact.templateKey)}”, <When at={contact.at} />
    </>
  );
}
