import { sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import type { Pace } from "~/domain/hand-over";

/**
 * Takes the next turn at a provider, by the database's clock, which is the same for every process; returns
 * how long to wait for it, or null where it would be longer than `withinMs`, and takes none. For the system's
 * doorway, in a transaction of its own: the others at the provider wait for its end.
 */
export async function takeTurn(
  tx: Tx,
  { provider, everyMs, withinMs }: { provider: Pace["provider"]; everyMs: number; withinMs: number },
): Promise<number | null> {
  const [turn] = await tx.execute<{ wait_ms: number }>(sql`
    insert into provider_paces as pace (provider, free_at)
    values (${provider}, clock_timestamp() + ${interval(everyMs)})
    on conflict (provider) do update
      set free_at = greatest(clock_timestamp(), pace.free_at) + ${interval(everyMs)}
      where pace.free_at <= clock_timestamp() + ${interval(withinMs)}
    returning greatest(0, extract(epoch from
      free_at - ${interval(everyMs)} - clock_timestamp()) * 1000)::float8 as wait_ms`);
  return turn ? turn.wait_ms : null;
}

/** Gives nobody a turn at this provider for so long. */
export async function postponeTurns(
  tx: Tx,
  { provider, forMs }: { provider: Pace["provider"]; forMs: number },
): Promise<void> {
  await tx.execute(sql`
    insert into provider_paces as pace (provider, free_at)
    values (${provider}, clock_timestamp() + ${interval(forMs)})
    on conflict (provider) do update
      set free_at = greatest(pace.free_at, clock_timestamp() + ${interval(forMs)})`);
}

function interval(ms: number) {
  return sql`make_interval(secs => ${ms}::float8 / 1000)`;
}
