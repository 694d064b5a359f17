import { Link } from "@remix-run/react";
import { Amount } from "./amount";
import { classNames } from "./class-names";
import { When } from "./when";

interface Item {
  key: string;
  at: Date;
  title: string;
  text: string | null;
  tone: "neutral" | "good" | "warn" | "danger";
  by: string | null;
  balance: { id: string; reference: string } | null;
  posted: { amountMinor: bigint; currency: string } | null;
}

const dots = {
  neutral: "border-line-strong bg-surface",
  good: "border-accent bg-accent",
  warn: "border-warn bg-warn",
  danger: "border-danger bg-danger",
};

/** What happened, newest first, with what the ledger posted about it. */
export function Timeline({
  items,
  hasMore,
  moreTo,
  showBalance = true,
}: {
  items: readonly Item[];
  hasMore: boolean;
  moreTo: string;
  showBalance?: boolean;
}) {
  if (items.length === 0) return <p className="text-sm text-ink-soft">Nothing has happened yet.</p>;
  return (
    <>
      <ol className="relative flex flex-col gap-3 border-l border-line pl-5 text-sm">
        {items.map((item) => (
          <TimelineRow key={item.key} item={item} showBalance={showBalance} />
        ))}
      </ol>
      {hasMore && (
        <p className="pt-3 pl-5 text-sm">
          <Link to={moreTo} className="link" preventScrollReset>
            Show all of it
          </Link>
        </p>
      )}
    </>
  );
}

function TimelineRow({ item, showBalance }: { item: Item; showBalance: boolean }) {
  const { at, title, text, tone, by, balance, posted } = item;
  return (
    <li className={classNames("relative", posted && "text-ink-soft")}>
      <span
        aria-hidden="true"
        className={classNames(
          "absolute -left-5 -translate-x-1/2 rounded-full border",
          posted ? "top-2 size-1.5 border-line-strong bg-line-strong" : "top-1.5 size-2.5",
          !posted && dots[tone],
        )}
      />
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="min-w-0 wrap-anywhere">
          <span className={posted ? "" : "font-medium"}>{title}</span>
          {posted && (
            <>
              {" "}
              <Amount {...posted} />
            </>
          )}
          {showBalance && balance && (
            <>
              {" "}
              ·{" "}
              <Link to={`/desk/balances/${balance.id}`} className="hover:underline">
                {balance.reference}
              </Link>
            </>
          )}
        </span>
        <span className="text-xs text-ink-soft">
          {by && `${by} · `}
          <When at={at} />
        </span>
      </div>
      {text && <p className="wrap-anywhere text-ink-soft">{text}</p>}
    </li>
  );
}
