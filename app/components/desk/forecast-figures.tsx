import { Link } from "@remix-run/react";
import type { ContactChannel } from "~/domain/vocabulary";
import { countsInWords } from "./channel-counts";

interface Count {
  channel: ContactChannel;
  count: number;
}

/** What went today and what goes next, each with where it is listed. */
export function ForecastFigures({
  forecast,
  isDryRun,
}: {
  forecast: { made: Count[]; rehearsed: Count[]; today: Count[]; tomorrow: Count[] };
  isDryRun: boolean;
}) {
  const { made, rehearsed, today, tomorrow } = forecast;
  return (
    <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-3">
      {isDryRun ? (
        <Line
          name="Would have gone today"
          to="/desk/today/forecast?span=rehearsed"
          counts={rehearsed}
          hasList={rehearsed.length > 0}
        />
      ) : (
        <Line name="Gone today" to="/desk/messages" counts={made} hasList={made.length > 0} />
      )}
      <Line
        name={isDryRun ? "Would still go today" : "Still today"}
        to="/desk/today/forecast?span=today"
        counts={today}
        hasList={today.length > 0}
      />
      <Line
        name={isDryRun ? "Would go tomorrow" : "Tomorrow"}
        to="/desk/today/forecast?span=tomorrow"
        counts={tomorrow}
        hasList={tomorrow.length > 0}
      />
    </dl>
  );
}

function Line({
  name,
  to,
  counts,
  hasList,
}: {
  name: string;
  to: string;
  counts: readonly Count[];
  hasList: boolean;
}) {
  const words = countsInWords(counts);
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return (
    <div>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="text-base font-semibold">
        {hasList ? (
          <Link className="link" to={to}>
            {text}
          </Link>
        ) : (
          text
        )}
      </dd>
    </div>
  );
}
