import { randomBytes } from "node:crypto";
import type { Tx } from "~db/client";
import { findPayLinkOfMessage, insertPayLink } from "~db/queries/pay-page/pay-links";
import type { DebtorId, MessageId, PayLinkId, VendorId } from "~/domain/ids";
import { signToken, type LinkKeys } from "~/domain/pay-link";

const secondMs = 1000;
const dayMs = 86_400 * secondMs;
/** Long enough for a debtor who reads a reminder late, short enough that an old mailbox opens nothing. */
const defaultLifetimeDays = 60;

export interface MintedPayLink {
  linkId: PayLinkId;
  token: string;
  expiresAt: Date;
}

/**
 * Makes a pay link for a debtor, in the caller's transaction. A message has one link however often it is
 * tried: minted again for the same message, it is the same row and the same token.
 *
 * @param lifetimeDays days from `now`; the expiry is cut to the second, as the token says it.
 */
export async function mintPayLink(
  tx: Tx,
  params: {
    vendorId: VendorId;
    debtorId: DebtorId;
    messageId: MessageId | null;
    keys: LinkKeys;
    now: Date;
    lifetimeDays?: number;
  },
): Promise<MintedPayLink> {
  const { vendorId, debtorId, messageId, keys, now, lifetimeDays = defaultLifetimeDays } = params;
  const fresh = {
    linkId: randomBytes(8).toString("hex") as PayLinkId,
    expiresAt: new Date(Math.floor((now.getTime() + lifetimeDays * dayMs) / secondMs) * secondMs),
  };
  const isNew = await insertPayLink(tx, { vendorId, debtorId, messageId, ...fresh });
  const standing =
    isNew || messageId === null ? null : await findPayLinkOfMessage(tx, { vendorId, debtorId, messageId });
  const link = standing ?? fresh;
  return { ...link, token: signToken(keys, link) };
}

/** @param appUrl the portal's own origin, without a trailing slash. */
export function payLinkUrl(appUrl: string, token: string): string {
  return `${appUrl}/p/${token}`;
}
