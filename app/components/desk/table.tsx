import { Link } from "@remix-run/react";
import type { ReactNode, TdHTMLAttributes } from "react";
import { classNames } from "./class-names";

export interface Column {
  label: string;
  align?: "left" | "right";
  /** Shown to screen readers only, for columns of actions. */
  hiddenLabel?: boolean;
  /** Where choosing this column as the order leads, and how it is ordered now. */
  sort?: { to: string; now: "ascending" | "descending" | "none" };
  /** Left out where the table itself is narrow. */
  wideOnly?: boolean;
}

/** A table that keeps its header in view. `caption` says what it lists; it is read aloud and not shown. */
export function Table({
  caption,
  columns,
  children,
}: {
  caption: string;
  columns: readonly Column[];
  children: ReactNode;
}) {
  return (
    <div className="@container">
      <table className="w-full border-separate border-spacing-0 text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.label} {...column} />
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function Heading({ label, align, hiddenLabel, sort, wideOnly }: Column) {
  return (
    <th
      scope="col"
      aria-sort={sort?.now === "none" ? undefined : sort?.now}
      className={classNames(
        "sticky top-0 z-10 border-b border-line bg-surface px-3 py-2.5 first:pl-4 last:pr-4",
        "text-xs font-medium text-ink-soft",
        align === "right" ? "text-right" : "text-left",
        wideOnly && "@max-2xl:hidden",
      )}
    >
      {sort ? (
        <SortLink label={label} {...sort} />
      ) : (
        <span className={hiddenLabel ? "sr-only" : ""}>{label}</span>
      )}
    </th>
  );
}

function SortLink({ label, to, now }: { label: string } & NonNullable<Column["sort"]>) {
  return (
    <Link to={to} preventScrollReset className="inline-flex gap-1 hover:text-ink aria-[current]:text-ink">
      {now !== "none" && <span aria-hidden="true">{now === "ascending" ? "↑" : "↓"}</span>}
      {label}
    </Link>
  );
}

export function Row({ current, children, ...rest }: { current?: boolean; children: ReactNode; id?: string }) {
  return (
    <tr
      {...rest}
      data-row=""
      className={classNames(
        "group relative hover:bg-raised/60 focus-within:bg-raised/60 scroll-mt-24",
        current && "bg-accent-soft",
      )}
    >
      {children}
    </tr>
  );
}

export function Cell({
  align,
  wideOnly,
  className,
  ...rest
}: { align?: "left" | "right"; wideOnly?: boolean } & Omit<TdHTMLAttributes<HTMLTableCellElement>, "align">) {
  return (
    <td
      className={classNames(
        "border-b border-line px-3 py-2.5 align-top first:pl-4 last:pr-4",
        align === "right" && "text-right",
        wideOnly && "@max-2xl:hidden",
        className,
      )}
      {...rest}
    />
  );
}
