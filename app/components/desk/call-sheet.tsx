import type { TimelineLine } from "~/domain/timeline";
import { Amount } from "./amount";
import { Notice } from "./badge";
import { LocalWhen } from "./local-when";
import { Day, When } from "./when";
import { plural } from "./words";

interface Sheet {
  phone: string | null;
  /** The same as people read it. */
  phoneInWords: string | null;
  zone: string;
  isZoneKnown: boolean;
  mayCall: { kind: "yes" } | { kind: "no"; reason: string; until: Date | null };
  owed: readonly { currency: string; amountMinor: bigint; count: number }[];
  oldestDueOn: string | null;
  daysLate: number;
}

/** Whom to ring, when it is where they are, whether the law allows it now, and what it is about. */
export function CallSheet({ sheet, now }: { sheet: Sheet; now: Date }) {
  const { phone, phoneInWords, zone, isZoneKnown, mayCall } = sheet;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        {phone === null ? (
          <span className="text-ink-soft">No number on file</span>
        ) : (
          <a className="link text-lg font-semibold tabular-nums" href={`tel:${phone}`}>
            {phoneInWords ?? phone}
          </a>
        )}
        <span className="text-sm">
          <LocalWhen at={now} zone={zone} isZoneKnown={isZoneKnown} />
        </span>
      </p>
      {mayCall.kind === "yes" ? (
        <p className="text-sm text-accent-strong">You may call now.</p>
      ) : (
        <Notice tone="warn" title="Do not call now">
          {mayCall.reason}{" "}
          {mayCall.until && (
            <>
              From <LocalWhen at={mayCall.until} zone={zone} /> you may. If you did call, record it all the
              same.
            </>
          )}
        </Notice>
      )}
      <Owed {...sheet} />
    </div>
  );
}

function Owed({ owed, oldestDueOn, daysLate }: Pick<Sheet, "owed" | "oldestDueOn" | "daysLate">) {
  const count = owed.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return <p className="text-sm">Nothing is outstanding.</p>;
  return (
    <p className="text-sm">
      {owed.map(({ currency, amountMinor }) => (
        <Amount
          key={currency}
          amountMinor={amountMinor}
          currency={currency}
          className="pr-2 text-base font-semibold"
        />
      ))}
      on {plural(count, "balance")}
      {oldestDueOn !== null && (
        <>
          , {count > 1 ? "the oldest due" : "due"} <Day on={oldestDueOn} />
        </>
      )}
      {daysLate > 0 && `, ${plural(daysLate, "day")} late`}
    </p>
  );
}

/** What was last said and done, a few lines. */
export function CallHistory({ history }: { history: readonly (TimelineLine & { at: Date })[] }) {
  if (history.length === 0) return <p className="text-sm text-ink-soft">Nobody was in touch before.</p>;
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {history.map(({ at, title, text }) => (
        <li key={`${at.toISOString()} ${title}`} className="wrap-anywhere">
          <span className="pr-2 text-ink-soft">
            <When at={at} />
          </span>
          <span className="font-medium">{title}</span>
          {text && <span className="text-ink-soft"> · {text}</span>}
        </li>
      ))}
    </ul>
  );
}

/** What to say, as it was written for this debtor. */
export function CallScript({ script }: { script: string | null }) {
  return script === null ? (
    <p className="text-sm text-ink-soft">There is no script for this call.</p>
  ) : (
    <p className="max-w-prose text-sm leading-relaxed wrap-anywhere whitespace-pre-line">{script}</p>
  );
}
