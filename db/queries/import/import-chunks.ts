/**
 * How many rows one statement takes: enough to be fast, few enough to keep each statement's text to about a
 * megabyte.
 */
const ROWS_A_STATEMENT = 5_000;

export function* rowChunks<T>(rows: readonly T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT)
    yield rows.slice(from, from + ROWS_A_STATEMENT);
}
