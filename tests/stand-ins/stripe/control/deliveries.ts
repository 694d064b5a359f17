import type { World } from "~tests/stand-ins/stripe/context";
import type { DeliveryState } from "~tests/stand-ins/stripe/webhooks/queue";

/** One event on its way to one endpoint, with every attempt. */
export interface DeliveryReport {
  id: number;
  event: string;
  type: string;
  account: string;
  url: string;
  state: DeliveryState;
  attempts: { atMs: number; status: number | null; error: string | null }[];
}

/** Oldest first. */
export function deliveriesOf(
  world: World,
  filter: { event?: string | undefined; type?: string | undefined; state?: string | undefined },
): DeliveryReport[] {
  const rows = world.store.rows<{
    id: number;
    event: string;
    type: string;
    account: string;
    endpoint: number;
    state: DeliveryState;
  }>(
    `select id, event, type, account, endpoint, state from deliveries
      where (?1 is null or event = ?1) and (?2 is null or type = ?2) and (?3 is null or state = ?3)
      order by id`,
    filter.event ?? null,
    filter.type ?? null,
    filter.state ?? null,
  );
  return rows.map(({ endpoint, ...delivery }) => ({
    ...delivery,
    url: world.endpoints[endpoint]?.url ?? "",
    attempts: world.store.rows(
      "select at_ms as atMs, status, error from attempts where delivery = ? order by id",
      delivery.id,
    ),
  }));
}
