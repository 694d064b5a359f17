import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** A titled box of one subject. */
export function Panel({
  title,
  note,
  actions,
  flush,
  children,
  className,
}: {
  title?: string;
  note?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={classNames("min-w-0 rounded-lg border border-line bg-surface", className)}>
      {title && (
        <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 pt-3.5 pb-1">
          <h2 className="text-sm font-semibold">{title}</h2>
          {note && <p className="text-sm text-ink-soft">{note}</p>}
          {actions}
        </header>
      )}
      <div className={flush ? "" : "px-4 pt-2 pb-4"}>{children}</div>
    </section>
  );
}

/** What a page is, and what can be done on it. */
export function PageHeader({
  title,
  note,
  actions,
}: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-3 pb-4">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
        {note && <div className="text-sm text-ink-soft">{note}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}

/** Nothing here yet, why, and the next step. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <p className="font-medium">{title}</p>
      {children && <p className="max-w-prose text-sm text-ink-soft">{children}</p>}
      {action && <div className="pt-2">{action}</div>}
    </div>
  );
}

/** Facts as name and value, one under the other. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1.5 text-sm">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}
