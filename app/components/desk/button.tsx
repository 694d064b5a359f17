import { Link, type LinkProps } from "@remix-run/react";
import type { ButtonHTMLAttributes } from "react";
import { classNames } from "./class-names";

/** `primary` once a page at most; `danger` for what takes something away; `quiet` inside a row. */
export type ButtonKind = "primary" | "plain" | "danger" | "quiet";

const shape =
  "inline-flex items-center justify-center gap-2 rounded-md px-3.5 min-h-10 text-sm font-medium " +
  "whitespace-nowrap no-underline transition-colors disabled:opacity-50 disabled:cursor-not-allowed";

const kinds: Record<ButtonKind, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  plain: "bg-surface text-ink border border-line-strong/60 hover:bg-raised",
  danger: "bg-surface text-danger border border-danger/50 hover:bg-danger-soft",
  quiet: "text-ink-soft hover:text-ink hover:bg-raised px-2.5",
};

export function Button({
  kind = "plain",
  className,
  type = "submit",
  ...rest
}: { kind?: ButtonKind } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type={type} className={classNames(shape, kinds[kind], className)} {...rest} />;
}

/** Looks like a button and goes somewhere. */
export function ButtonLink({ kind = "plain", className, ...rest }: { kind?: ButtonKind } & LinkProps) {
  return <Link className={classNames(shape, kinds[kind], className)} {...rest} />;
}
