import type { ReactNode } from "react";

/** A number that matters, with its name above and its meaning below. */
export function Figure({ name, children, note }: { name: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5 bg-surface px-4 py-3.5">
      <dt className="text-sm text-ink-soft">{name}</dt>
      <dd className="text-xl leading-tight font-semibold tracking-tight tabular-nums">{children}</dd>
      {note && <dd className="text-sm text-ink-soft">{note}</dd>}
    </div>
  );
}

/** Figures side by side, as many as fit. */
export function Figures({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(min(13.5rem,100%),1fr))] gap-px overflow-hidden rounded-lg border border-line bg-line">
      {children}
    </dl>
  );
}
