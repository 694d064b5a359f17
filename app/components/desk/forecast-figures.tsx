import { Link } from "@remix-run/react";
import type { ContactChannel } from "~/domain/vocabulary";
import { countsInWords, totalOf } from "./channel-counts";

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
        <Line name="Would have gone today" to="/desk/today/forecast?span=rehearsed" counts={rehearsed} />
      ) : (
        <Line name="Gone today" to="/desk/messages" counts={made} />
      )}
      <Line
        name={isDryRun ? "Would still go today" : "Still today"}
        to="/desk/today/forecast?span=today"
        counts={today}
      />
      <Line
        name={isDryRun ? "Would go tomorrow" : "Tomorrow"}
        to="/desk/today/forecast?span=tomorrow"
        counts={tomorrow}
      />
    </dl>
  );
}

function Line({ name, to, counts }: { name: string; to: string; counts: readonly Count[] }) {
  const words = countsInWords(counts);
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return (
    <div>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="text-base font-semibold">
        {totalOf(counts) > 0 ? (
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
