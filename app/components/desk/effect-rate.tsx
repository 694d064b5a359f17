import { wilsonInterval, type Share } from "~/domain/effect/intervals";
import { percent } from "./effect-words";

/** How many, what share of all that is, and how far the share can be trusted. */
export function Rate({ count, of }: Share) {
  const interval = wilsonInterval({ count, of });
  if (interval === null) return <span className="text-ink-soft">–</span>;
  return (
    <span className="inline-flex flex-col items-end text-right tabular-nums">
      <span>{count.toLocaleString("en")}</span>
      <span className="text-xs text-ink-soft">
        <span className="block whitespace-nowrap @2xl:inline">{percent(count / of)}</span>{" "}
        <span className="block whitespace-nowrap @2xl:inline">
          {percent(interval.low).replace("%", "")} to {percent(interval.high)}
        </span>
      </span>
    </span>
  );
}
