import type { OpenedPayPage } from "./open-pay-page.server";
import type { App } from "~/server/app.server";
import { queueFreshLink } from "~/services/messages/queue-fresh-link.server";

/**
 * Has a new link sent to the contact on file, for a debtor whose link has expired or been revoked. Of a link
 * that still opens, or that its holder disowned, it sends nothing. What comes of it is not told: the page
 * says the same each time.
 */
export async function requestFreshLink(
  deps: Pick<App, "db">,
  { opened: { page, state }, now }: { opened: OpenedPayPage; now: Date },
): Promise<"asked" | "not_needed"> {
  if (state.kind !== "expired" && state.kind !== "revoked") return "not_needed";
  await queueFreshLink(deps, { vendorId: page.vendorId, debtorId: page.debtorId, now });
  return "asked";
}
