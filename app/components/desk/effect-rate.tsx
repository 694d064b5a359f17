import { wilsonInterval, type Share } from "~/domain/effect/intervals";
import { percent } from "./effect-words";

/** How many, what share of all that is, and how far the share can be trusted. */
export function Rate({ count, of }: Share) {
  const interval = wilsonInterval({ count, of });
  if (interval === null) return <span className="text-ink-soft">–</span>;
  return (
    <span className="inline-flex flex-col items-end tabular-nums">
      <span>{count.toLocaleString("en")}</span>
      <span className="text-xs whitespace-nowrap text-ink-soft">
        {percent(count / of)}, {percent(interval.low)} to {percent(interval.high)}
      </span>
    </span>
  );
}
