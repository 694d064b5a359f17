import type { ReactNode } from "react";

/** A number that matters, with its name above and its meaning below. */
export function Figure({ name, children, note }: { name: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div className="@container flex min-w-0 flex-col gap-0.5 px-4 py-3.5 outline outline-line">
      <dt className="text-sm text-ink-soft">{name}</dt>
      <dd className="text-[min(1.25rem,9.2cqi)] leading-tight font-semibold tracking-tight tabular-nums">
        {children}
      </dd>
      {note && <dd className="text-sm text-ink-soft">{note}</dd>}
    </div>
  );
}

/** Figures side by side, as many as fit. */
export function Figures({ children }: { children: ReactNode }) {
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(min(10.5rem,100%),1fr))] gap-px">{children}</dl>
    </div>
  );
}
