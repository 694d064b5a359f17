import { signToken, verifyToken, type LinkClaim, type LinkKeys } from "~/domain/pay-link";

/**
 * RFC 4648, section 6, in lower case: mail programs and servers may change the case of what is before the @.
 */
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const localName = "reply";

/**
 * Where the answer to one message goes: `reply+<token>@domain`. The token is that of the message's link,
 * signed for this purpose alone, so that whoever guesses writes into the void and whoever reads the address
 * can neither pay nor unsubscribe with it. 53 of the 64 characters that RFC 5321, section 4.5.3.1.1 allows.
 */
export function replyAddress(keys: LinkKeys, claim: LinkClaim, domain: string): string {
  const token = signToken(keys, { ...claim, purpose: "reply" });
  return `${localName}+${toBase32(Buffer.from(token, "base64url"))}@${domain}`;
}

/**
 * What an address at the domain says: the link of the message it answers, `unsigned` where it names none at
 * all, null where what it names was not signed here.
 */
export function readReplyAddress(
  keys: LinkKeys,
  address: string,
  domain: string,
): LinkClaim | "unsigned" | null {
  const [local = "", host, more] = address.trim().toLowerCase().split("@");
  if (more !== undefined || host !== domain.toLowerCase() || local.length > 64) return null;
  const plus = local.indexOf("+");
  if (plus < 0) return "unsigned";
  const bytes = local.slice(0, plus) === localName ? fromBase32(local.slice(plus + 1)) : null;
  return bytes && verifyToken(keys, bytes.toString("base64url"), { purpose: "reply" });
}

function toBase32(bytes: Buffer): string {
  let text = "";
  let [bits, held] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >>> (bits - 5)) & 31] ?? "";
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + (alphabet[(held << (5 - bits)) & 31] ?? "");
}

/** Null for what `toBase32` cannot have written, so that an address has one spelling. */
function fromBase32(text: string): Buffer | null {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >>> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return bits >= 5 || held !== 0 ? null : Buffer.from(bytes);
}
