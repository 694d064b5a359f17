import { Form } from "@remix-run/react";
import { Badge } from "~/components/desk/badge";
import { Button } from "~/components/desk/button";
import { When } from "~/components/desk/when";
import { plural } from "~/components/desk/words";
import { eventName } from "~/domain/event-error";

interface FailedEvent {
  id: string;
  type: string;
  occurredAt: Date;
  attempts: number;
  error: string;
  nextAttemptAt: Date;
  setAsideAt: Date | null;
}

/** Events without their effect: what it says, since when, how often it was tried, and why it failed. */
export function EventList({ events }: { events: readonly FailedEvent[] }) {
  return (
    <ul className="divide-y divide-line text-sm">
      {events.map((event) => (
        <li key={event.id} className="flex flex-wrap items-start gap-x-6 gap-y-2 px-4 py-3">
          <EventFacts {...event} />
          <Form method="post" className="shrink-0">
            <input type="hidden" name="eventId" value={event.id} />
            <Button aria-label={`Replay ${event.id}`}>Replay</Button>
          </Form>
        </li>
      ))}
    </ul>
  );
}

function EventFacts({ id, type, occurredAt, attempts, error, nextAttemptAt, setAsideAt }: FailedEvent) {
  return (
    <div className="min-w-0 grow basis-72">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <span className="font-medium wrap-anywhere">{eventName(type)}</span>
        <Badge tone={setAsideAt ? "danger" : "warn"}>{setAsideAt ? "Set aside" : "Is tried again"}</Badge>
      </div>
      <p className="wrap-anywhere">{error}</p>
      <p className="text-ink-soft">
        Happened <When at={occurredAt} />, tried {plural(attempts, "time")},{" "}
        {setAsideAt ? (
          <>
            set aside <When at={setAsideAt} />
          </>
        ) : (
          <>
            next <When at={nextAttemptAt} />
          </>
        )}
      </p>
      <p className="text-xs text-ink-soft wrap-anywhere">
        {id} · {type}
      </p>
    </div>
  );
}
