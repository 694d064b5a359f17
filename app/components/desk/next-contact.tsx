import { Link } from "@remix-run/react";
import { templateTitle } from "~/domain/templates/names";
import type { ContactChannel } from "~/domain/vocabulary";
import { LocalWhen } from "./local-when";
import { When } from "./when";
import { channelWords } from "./words";

interface Words {
  channel: ContactChannel;
  templateKey: string;
}

interface Next {
  underWay:
    | ({ kind: "queued"; at: Date; because: string | null } & Words)
    | ({ kind: "proposed"; id: string } & Words)
    | { kind: "call"; dueAt: Date }
    | null;
  next: Words | null;
  at: Date | null;
  because: string;
  isBeingLookedAt: boolean;
  zone: string;
  isZoneKnown: boolean;
}

/** What goes to a debtor next, when and why then; and if nothing does, what holds it and until when. */
export function NextContact({ contact, reminderMode }: { contact: Next; reminderMode: string }) {
  const { underWay, next, at, because, isBeingLookedAt } = contact;
  return (
    <div className="flex flex-col gap-3 text-sm">
      {underWay && <NowUnderWay underWay={underWay} contact={contact} />}
      {!waitsForAPerson(underWay) && (
        <div className="flex flex-col gap-0.5">
          {underWay && <p className="text-ink-soft">After it</p>}
          <p className="font-medium">{next ? nameOf(next) : "Nothing goes"}</p>
          {next && at && <Times at={at} contact={contact} />}
          <p>{because}</p>
          {!next && (
            <p className="text-ink-soft">
              {at === null ? (
                "Until something changes."
              ) : (
                <>
                  Until <When at={at} />.
                </>
              )}
            </p>
          )}
          {next && <p className="text-ink-soft">{inMode[reminderMode]}</p>}
        </div>
      )}
      {isBeingLookedAt && (
        <p className="text-ink-soft">Something changed: this is being looked at right now.</p>
      )}
    </div>
  );
}

/** What goes next does not go by itself in these. */
const inMode: Record<string, string> = {
  approval: "It will wait for one of you to release it.",
  dry_run: "A dry run: it will be planned, and nothing is sent.",
};

/** Then nothing else is planned until they have. */
function waitsForAPerson(underWay: Next["underWay"]): boolean {
  return underWay !== null && underWay.kind !== "queued";
}

function NowUnderWay({ underWay, contact }: { underWay: NonNullable<Next["underWay"]>; contact: Next }) {
  if (underWay.kind === "proposed") {
    return (
      <p>
        <span className="block font-medium">{nameOf(underWay)}</span>
        It waits to be released.{" "}
        <Link className="link" to={`/desk/today/${underWay.id}`}>
          Look at it
        </Link>
      </p>
    );
  }
  if (underWay.kind === "call") {
    return (
      <div>
        <p className="font-medium">A call for a person to make</p>
        <Times at={underWay.dueAt} contact={contact} />
        <Link className="link" to="/desk/calls">
          To the calls
        </Link>
      </div>
    );
  }
  return (
    <div>
      <p className="font-medium">{nameOf(underWay)}</p>
      {underWay.because === null ? (
        <p>It is on its way.</p>
      ) : (
        <>
          <p>In the queue. {underWay.because}</p>
          <Times at={underWay.at} contact={contact} />
        </>
      )}
    </div>
  );
}

/** By both clocks: the law goes by theirs, the day's work by the vendor's. */
function Times({ at, contact: { zone, isZoneKnown } }: { at: Date; contact: Next }) {
  return (
    <p className="flex flex-wrap gap-x-3">
      <LocalWhen at={at} zone={zone} isZoneKnown={isZoneKnown} />
      <span className="text-ink-soft">
        yours: <When at={at} />
      </span>
    </p>
  );
}

function nameOf({ channel, templateKey }: Words): string {
  return `${channelWords[channel]} · ${templateTitle(templateKey)}`;
}
