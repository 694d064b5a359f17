import { MAX_QUOTED_VALUE } from "./limits";

/**
 * One thing wrong with one cell (or with a whole row, when `column` is empty), in words for the person who
 * fixes it.
 */
export interface RowProblem {
  /** As a spreadsheet numbers it: the row of column names is usually 1. */
  row: number;
  column: string;
  value: string;
  reason: string;
  whatToDo: string;
}

/** Why a file as a whole cannot be read, and what the person can do about it. */
export interface FileRefusal {
  reason: string;
  whatToDo: string;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: FileRefusal };

export function accepted<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refused(reason: string, whatToDo: string): { ok: false; refusal: FileRefusal } {
  return { ok: false, refusal: { reason, whatToDo } };
}

/** A cell's reading: the value, or what is wrong with it. The caller knows the row and the column. */
export type CellReading<T> = { ok: true; value: T } | { ok: false; reason: string; whatToDo: string };

export function read<T>(value: T): CellReading<T> {
  return { ok: true, value };
}

export function unreadable(
  reason: string,
  whatToDo: string,
): { ok: false; reason: string; whatToDo: string } {
  return { ok: false, reason, whatToDo };
}

/** Shortens a cell for display and replaces the characters no screen or database can hold. */
export function quoted(value: string): string {
  const visible = withoutControls(value);
  return visible.length > MAX_QUOTED_VALUE ? `${visible.slice(0, MAX_QUOTED_VALUE)}…` : visible;
}

/** NUL has no place in PostgreSQL text; lone surrogates have none in UTF-8. Both become visible signs. */
export function withoutControls(value: string): string {
  return value.toWellFormed().replaceAll("\0", "\u2400");
}
