import { verifyToken } from "~/domain/pay-link";
import type { App } from "~/server/app.server";
import { findUnsubscribeTarget } from "~db/queries/messages/suppressions";
import { suppressContactPoint } from "./suppress-contact-point.server";

export interface Unsubscribing {
  vendorName: string;
  /** BCP 47. */
  language: string;
}

/**
 * Whose emails a token would stop; null for a token that was not signed here. Reads only. The link does not
 * expire: who wants no more emails is heard however old the email is.
 */
export async function openUnsubscribe(
  deps: Pick<App, "db" | "linkKeys">,
  { token }: { token: string },
): Promise<Unsubscribing | null> {
  const claim = verifyToken(deps.linkKeys, token, { purpose: "unsubscribe" });
  return claim && deps.db.asSystem((tx) => findUnsubscribeTarget(tx, claim));
}

/**
 * Stops a vendor's reminders to the address that the email went to. Done before, it does nothing and says the
 * same.
 */
export async function unsubscribe(
  deps: Pick<App, "db" | "linkKeys">,
  { token, now }: { token: string; now: Date },
): Promise<Unsubscribing | null> {
  const claim = verifyToken(deps.linkKeys, token, { purpose: "unsubscribe" });
  if (!claim) return null;
  return deps.db.asSystem(async (tx) => {
    const target = await findUnsubscribeTarget(tx, claim);
    if (!target) return null;
    const { vendorId, email, messageId } = target;
    const causedBy = messageId === null ? `pay_link:${claim.linkId}` : `message:${messageId}`;
    if (email !== null) {
      await suppressContactPoint(tx, {
        vendorId,
        channel: "email",
        contact: email,
        reason: "unsubscribed",
        actor: "debtor",
        causedBy,
        now,
      });
    }
    return target;
  });
}
