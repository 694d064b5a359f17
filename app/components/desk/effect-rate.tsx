import { wilsonInterval, type Share } from "~/domain/effect/intervals";
import { percent } from "./effect-words";

/** How many, what share of all that is, and how far the share can be trusted. */
export function Rate({ count, of }: Share) {
  const interval = wilsonInterval({ count, of });
  if (interval === null) return <span className="text-ink-soft">–</span>;
  return (
    <span className="inline-flex flex-col items-end text-right tabular-nums">
      <span>{count.toLocaleString("en")}</span>
      <span className="max-w-20 text-xs text-ink-soft @2xl:max-w-none @2xl:whitespace-nowrap">
        {percent(count / of)}, {percent(interval.low)} to {percent(interval.high)}
      </span>
    </span>
  );
}
