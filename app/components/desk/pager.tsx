import { Link } from "@remix-run/react";
import { ButtonLink } from "./button";
import { classNames } from "./class-names";

/** Before and after in a list too long for a page. An address that is absent has nothing behind it. */
export function Pager({
  previous,
  next,
  label,
}: {
  previous?: string | null;
  next?: string | null;
  label: string;
}) {
  if (!previous && !next) return null;
  return (
    <nav aria-label={label} className="flex justify-between gap-2 px-3 py-3">
      {previous ? (
        <ButtonLink to={previous} rel="prev">
          ← Previous
        </ButtonLink>
      ) : (
        <span />
      )}
      {next ? (
        <ButtonLink to={next} rel="next">
          Next →
        </ButtonLink>
      ) : (
        <span />
      )}
    </nav>
  );
}

export interface Tab {
  label: string;
  to: string;
  current: boolean;
}

/** Ways to look at the same list; each is an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="flex gap-1 overflow-x-auto">
      {tabs.map(({ label: text, to, current }) => (
        <Link
          key={to}
          to={to}
          preventScrollReset
          aria-current={current ? "page" : undefined}
          className={classNames(
            "rounded-md px-3 py-2 text-sm whitespace-nowrap",
            current ? "bg-raised font-medium text-ink" : "text-ink-soft hover:bg-raised hover:text-ink",
          )}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
