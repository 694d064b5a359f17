import { Link } from "@remix-run/react";
import { agingBucket, type AgingBucketKey } from "~/domain/aging";
import { Amount } from "../desk/amount";

interface AgingAmount {
  bucket: AgingBucketKey;
  amountMinor: bigint;
  count: number;
}

const tones: Record<AgingBucketKey, string> = {
  current: "fill-accent",
  "1-30": "fill-outstanding",
  "31-60": "fill-warn/70",
  "61-90": "fill-warn",
  "over-90": "fill-danger",
};

/** What is outstanding by how late it is, each as a bar with its number; each leads to its balances. */
export function AgingBars({ aging, currency }: { aging: readonly AgingAmount[]; currency: string }) {
  const most = aging.reduce((most, { amountMinor }) => (amountMinor > most ? amountMinor : most), 1n);
  return (
    <ul className="flex flex-col gap-1">
      {aging.map(({ bucket, amountMinor, count }) => (
        <li key={bucket}>
          <Link
            to={`/desk/balances?aging=${bucket}&currency=${currency}`}
            className="-mx-2 block rounded-md px-2 py-1.5 hover:bg-raised"
          >
            <span className="flex items-baseline justify-between gap-3 text-sm">
              <span>
                {agingBucket(bucket).label}{" "}
                <span className="text-ink-soft">· {count.toLocaleString("en")}</span>
              </span>
              <Amount amountMinor={amountMinor} currency={currency} />
            </span>
            <svg
              viewBox="0 0 1000 8"
              preserveAspectRatio="none"
              className="mt-1 h-1.5 w-full"
              aria-hidden="true"
            >
              <rect width="1000" height="8" className="fill-raised" />
              <rect width={shareOf(amountMinor, most)} height="8" className={tones[bucket]} />
            </svg>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Of 1000; something always shows, however little it is. */
function shareOf(amountMinor: bigint, most: bigint): number {
  if (amountMinor <= 0n) return 0;
  return Math.max(4, Number((amountMinor * 1000n) / most));
}
