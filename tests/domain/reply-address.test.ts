import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readReplyAddress, replyAddress } from "~/domain/inbound/reply-address";
import type { PayLinkId } from "~/domain/ids";
import { parseLinkKeys, signToken, verifyToken } from "~/domain/pay-link";

const keys = parseLinkKeys(`1:${Buffer.alloc(32, 7).toString("base64url")}`);
const others = parseLinkKeys(`1:${Buffer.alloc(32, 8).toString("base64url")}`);
const domain = "replies.tenfold.example";
const claim = { linkId: "00ff10a9b8c7d6e5" as PayLinkId, expiresAt: new Date("2026-05-10T12:00:00Z") };
const address = replyAddress(keys, claim, domain);

describe("the address that answers to a message go to", () => {
  test("leads back to the message, whatever a mail program does to its case", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9a-f]{16}$/),
        fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
        (linkId, date) => {
          const expiresAt = new Date(Math.floor(date.getTime() / 1000) * 1000);
          const made = { linkId: linkId as PayLinkId, expiresAt };
          const written = replyAddress(keys, made, domain);
          expect(written.split("@")[0]?.length).toBeLessThanOrEqual(64);
          expect(written).toBe(written.toLowerCase());
          expect(readReplyAddress(keys, written.toUpperCase(), domain)).toEqual(made);
        },
      ),
    );
  });

  test("is nobody's when it is changed in any place, cut, lengthened or signed elsewhere", () => {
    const [local = ""] = address.split("@");
    for (let at = 0; at < local.length; at += 1) {
      const other = local[at] === "a" ? "b" : "a";
      const changed = `${local.slice(0, at)}${other}${local.slice(at + 1)}@${domain}`;
      expect(readReplyAddress(keys, changed, domain), changed).not.toMatchObject({ linkId: claim.linkId });
    }
    expect(readReplyAddress(keys, `${local.slice(0, -1)}@${domain}`, domain)).toBeNull();
    expect(readReplyAddress(keys, `${local}a@${domain}`, domain)).toBeNull();
    expect(readReplyAddress(keys, `reply+@${domain}`, domain)).toBeNull();
    expect(readReplyAddress(others, address, domain)).toBeNull();
    expect(readReplyAddress(keys, address.replace(domain, "else.example"), domain)).toBeNull();
    expect(readReplyAddress(keys, `${address}@${domain}`, domain)).toBeNull();
  });

  test("neither pays nor unsubscribes, and a pay link answers nothing", () => {
    const token = signToken(keys, { ...claim, purpose: "reply" });
    expect(verifyToken(keys, token)).toBeNull();
    expect(verifyToken(keys, token, { purpose: "unsubscribe" })).toBeNull();
    expect(verifyToken(keys, signToken(keys, claim), { purpose: "reply" })).toBeNull();
  });

  test("says that it names no message where it names none", () => {
    expect(readReplyAddress(keys, `Reply@${domain}`, domain)).toBe("unsigned");
    expect(readReplyAddress(keys, `hello@${domain}`, domain)).toBe("unsigned");
    expect(readReplyAddress(keys, "hello", domain)).toBeNull();
  });
});
