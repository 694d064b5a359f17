import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import jwt from "jsonwebtoken";
import type { PayLinkId } from "~/domain/ids";
import { parseLinkKeys, signToken, verifyToken } from "~/domain/pay-link";
import { measure, perSecond, type Result } from "./measure";

const unit = "sign+verify/s";
/** Many and short, so that a busy machine is met by both alike. */
const runs = 41;
const slice = { forMs: 100, batch: 100 };

/**
 * What a pay link's token costs beyond its cryptography: against the two bare HMAC-SHA256 that signing and
 * verifying cannot do without (with a key object, the fastest way node has), and against a JWT that says the
 * same.
 */
export async function benchToken(): Promise<Result[]> {
  const secret = randomBytes(32);
  const keys = parseLinkKeys(`1:${secret.toString("base64url")}`);
  const claim = {
    linkId: randomBytes(8).toString("hex") as PayLinkId,
    expiresAt: new Date(2_000_000_000_000),
  };
  const ours = () =>
    perSecond(() => {
      if (verifyToken(keys, signToken(keys, claim)) === null) throw new Error("A token did not verify.");
    }, slice);

  const key = createSecretKey(secret);
  const message = randomBytes(13);
  const hmac = () => createHmac("sha256", key).update(message).digest();
  const bare = () =>
    perSecond(() => {
      if (hmac().length !== hmac().length) throw new Error("A code was cut.");
    }, slice);

  const exp = Math.floor(claim.expiresAt.getTime() / 1000);
  const asJwt = () =>
    perSecond(() => {
      const token = jwt.sign({ sub: claim.linkId, exp }, key, { algorithm: "HS256", noTimestamp: true });
      if (!jwt.verify(token, key, { algorithms: ["HS256"] })) throw new Error("A token did not verify.");
    }, slice);

  return [
    await measure({
      name: "token",
      unit,
      runs,
      ours,
      limit: bare,
      against: "two bare HMAC-SHA256 of node:crypto",
    }),
    await measure({ name: "token-jwt", unit, runs, ours, limit: asJwt, against: "jsonwebtoken, HS256" }),
  ];
}
