import { createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from "node:crypto";
import { z } from "zod";
import type { PayLinkId } from "~/domain/ids";

/** What a token may be used for. A token signed for one purpose says nothing about another. */
export const linkPurposes = ["pay", "unsubscribe", "reply"] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/**
 * The keys of one deployment: the first of LINK_KEYS signs, each of them verifies until it is taken out of
 * the list.
 */
export interface LinkKeys {
  readonly signing: LinkKey;
  /** By the id that stands in the token's first byte. */
  readonly verifying: ReadonlyMap<number, LinkKey>;
}

interface LinkKey {
  readonly id: number;
  /** One key a purpose, derived, so that the purpose needs no bytes in the token. */
  readonly secrets: Readonly<Record<LinkPurpose, KeyObject>>;
}

export interface LinkClaim {
  linkId: PayLinkId;
  /** A whole second; the link opens before it, and not at it. */
  expiresAt: Date;
}

/* The token: key id (1 byte), link id (8), expiry in Unix seconds (4), HMAC-SHA256 cut to 128 bits (16). */
const linkIdAt = 1;
const expiryAt = 9;
const macAt = 13;
const macBytes = 16;
const tokenBytes = macAt + macBytes;
const lastExpirySecond = 0xffff_ffff;

/**
 * Exactly what `signToken` can write. Of the last character's six bits two are padding: a character with one
 * of them set would decode to the same bytes, and so be a second spelling of the same token.
 */
const tokenForm = /^[A-Za-z0-9_-]{38}[AEIMQUYcgkosw048]$/;

const linkIdForm = /^[0-9a-f]{16}$/;

/**
 * @throws when the link id is not 16 hexadecimal digits or the expiry does not fit: a token must not say
 * less.
 */
export function signToken(
  keys: LinkKeys,
  { linkId, expiresAt, purpose = "pay" }: LinkClaim & { purpose?: LinkPurpose },
): string {
  const expirySecond = Math.floor(expiresAt.getTime() / 1000);
  if (!(expirySecond >= 0 && expirySecond <= lastExpirySecond))
    throw new RangeError("This expiry does not fit a token.");
  if (!linkIdForm.test(linkId)) throw new RangeError("A pay link's id is 16 hexadecimal digits.");
  const bytes = Buffer.allocUnsafe(tokenBytes);
  bytes[0] = keys.signing.id;
  bytes.write(linkId, linkIdAt, "hex");
  bytes.writeUInt32BE(expirySecond, expiryAt);
  bytes.write(mac(keys.signing.secrets[purpose], bytes), macAt, macBytes, macText);
  return bytes.toString("base64url");
}

/**
 * Tells what a token was signed to say, or null for anything that was not signed here for this purpose:
 * forged, cut, changed, spelled another way, or signed with a key since retired. It asks no database, and
 * takes as long for a wrong code as for a right one. It does not judge the expiry, so that the page of an
 * expired link can be shown.
 */
export function verifyToken(
  keys: LinkKeys,
  token: string,
  { purpose = "pay" }: { purpose?: LinkPurpose } = {},
): LinkClaim | null {
  if (!tokenForm.test(token)) return null;
  const bytes = Buffer.from(token, "base64url");
  const key = keys.verifying.get(bytes.readUInt8(0));
  // An unknown key costs the same as a wrong code: it is compared all the same, and then refused.
  const expected = Buffer.allocUnsafe(macBytes);
  expected.write(mac((key ?? keys.signing).secrets[purpose], bytes), 0, macBytes, macText);
  if (!timingSafeEqual(expected, bytes.subarray(macAt)) || key === undefined) return null;
  return {
    linkId: bytes.toString("hex", linkIdAt, expiryAt) as PayLinkId,
    expiresAt: new Date(bytes.readUInt32BE(expiryAt) * 1000),
  };
}

/** As text of a character a byte, which node hands over faster than it does bytes. */
const macText = "binary";

function mac(secret: KeyObject, bytes: Buffer): string {
  return createHmac("sha256", secret).update(bytes.subarray(0, macAt)).digest(macText);
}

/** One `id:secret`; the id is 1 to 255 and the secret 32 bytes of base64url, which is 43 characters. */
const keySchema = z
  .string()
  .regex(/^[0-9]{1,3}:[A-Za-z0-9_-]{43}$/, "each key is <id>:<43 base64url characters, 32 random bytes>")
  .transform((text) => {
    const colon = text.indexOf(":");
    return { id: Number(text.slice(0, colon)), secret: Buffer.from(text.slice(colon + 1), "base64url") };
  })
  .refine(({ id }) => id >= 1 && id <= 255, "a key's id is a number from 1 to 255");

const keyListSchema = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .pipe(z.array(keySchema))
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, "two keys have the same id")
  .transform((list): LinkKeys => {
    const [signing, ...older] = list.map(deriveKey);
    if (signing === undefined) throw new Error("Splitting a text gives at least one part.");
    return { signing, verifying: new Map([signing, ...older].map((key) => [key.id, key])) };
  });

/**
 * Reads LINK_KEYS: `1:<base64url of 32 bytes>,2:<…>`. The first key signs; the others only verify, and are
 * taken out once no link signed with them is still wanted. To rotate, put a new key with a new id in front.
 *
 * @throws LinkKeysError, which says what is wrong without repeating a secret.
 */
export function parseLinkKeys(text: string): LinkKeys {
  const parsed = keyListSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new LinkKeysError([...new Set(parsed.error.issues.map(({ message }) => message))].join("; "));
}

export class LinkKeysError extends Error {
  override readonly name = "LinkKeysError";
  constructor(problem: string) {
    super(`LINK_KEYS cannot be read: ${problem}.`);
  }
}

function deriveKey({ id, secret }: { id: number; secret: Buffer }): LinkKey {
  const derive = (purpose: LinkPurpose) =>
    // A key object: with it node signs five times as fast as with the same key as bytes.
    createSecretKey(Buffer.from(hkdfSync("sha256", secret, "tenfold pay link", purpose, 32)));
  return {
    id,
    secrets: { pay: derive("pay"), unsubscribe: derive("unsubscribe"), reply: derive("reply") },
  };
}
