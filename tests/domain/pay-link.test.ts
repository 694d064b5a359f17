import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PayLinkId } from "~/domain/ids";
import {
  linkPurposes,
  LinkKeysError,
  parseLinkKeys,
  signToken,
  verifyToken,
  type LinkKeys,
} from "~/domain/pay-link";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const secret = () => randomBytes(32).toString("base64url");
const [first, second] = [secret(), secret()];
const keys = parseLinkKeys(`1:${first},2:${second}`);

const linkId = fc
  .uint8Array({ minLength: 8, maxLength: 8 })
  .map((bytes) => Buffer.from(bytes).toString("hex") as PayLinkId);
const expiresAt = fc.integer({ min: 0, max: 0xffff_ffff }).map((second) => new Date(second * 1000));
const purpose = fc.constantFrom(...linkPurposes);
const claim = fc.record({ linkId, expiresAt });

const someClaim = { linkId: "00112233445566ff" as PayLinkId, expiresAt: new Date("2026-05-01T00:00:00Z") };

describe("a token that was signed here", () => {
  it("says what it was signed to say, in 39 characters that need no escaping in a URL", () => {
    fc.assert(
      fc.property(claim, purpose, (said, purpose) => {
        const token = signToken(keys, { ...said, purpose });
        expect(token).toMatch(/^[A-Za-z0-9_-]{39}$/);
        expect(verifyToken(keys, token, { purpose })).toEqual(said);
      }),
    );
  });

  it("is the same token when signed again, so a message tried twice carries one link", () => {
    fc.assert(fc.property(claim, (said) => signToken(keys, said) === signToken(keys, said)));
  });

  it("carries its expiry cut to the second, never lengthened", () => {
    const token = signToken(keys, { ...someClaim, expiresAt: new Date("2026-05-01T00:00:00.999Z") });
    expect(verifyToken(keys, token)?.expiresAt).toEqual(new Date("2026-05-01T00:00:00Z"));
  });

  it("has another text for another link, another expiry and another purpose", () => {
    fc.assert(
      fc.property(claim, claim, purpose, purpose, (one, other, onePurpose, otherPurpose) => {
        const same =
          one.linkId === other.linkId &&
          one.expiresAt.getTime() === other.expiresAt.getTime() &&
          onePurpose === otherPurpose;
        const oneToken = signToken(keys, { ...one, purpose: onePurpose });
        expect(oneToken === signToken(keys, { ...other, purpose: otherPurpose })).toBe(same);
      }),
    );
  });

  it("keeps its format from one release to the next", () => {
    const fixed = parseLinkKeys(`7:${Buffer.alloc(32, 1).toString("base64url")}`);
    expect(signToken(fixed, someClaim)).toBe("BwARIjNEVWb_afPtAJLKBiyYWgfRcSBFe8Wg4iw");
  });
});

describe("a token that was not", () => {
  it("is refused when any single bit of it is flipped", () => {
    fc.assert(
      fc.property(claim, (said) => {
        const bytes = Buffer.from(signToken(keys, said), "base64url");
        for (let bit = 0; bit < bytes.length * 8; bit++) {
          const flipped = Buffer.from(bytes);
          flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
          expect(verifyToken(keys, flipped.toString("base64url"))).toBeNull();
        }
      }),
      { numRuns: 20 },
    );
  });

  it("is refused when any one character is another, so no two texts open the same page", () => {
    fc.assert(
      fc.property(claim, (said) => {
        const token = signToken(keys, said);
        for (let at = 0; at < token.length; at++) {
          for (const character of `${alphabet}+/= .`) {
            if (character === token[at]) continue;
            expect(verifyToken(keys, token.slice(0, at) + character + token.slice(at + 1))).toBeNull();
          }
        }
      }),
      { numRuns: 3 },
    );
  });

  it("is refused when cut, padded, repeated, or wrapped in space", () => {
    fc.assert(
      fc.property(claim, fc.nat(38), fc.string({ minLength: 1 }), (said, length, more) => {
        const token = signToken(keys, said);
        for (const wrong of [
          token.slice(0, length),
          token.slice(length + 1),
          token + more,
          more + token,
          `${token}=`,
          `${token}\n`,
          ` ${token}`,
          token + token,
          token.slice(0, length) + more + token.slice(length),
        ]) {
          expect(verifyToken(keys, wrong)).toBeNull();
        }
      }),
    );
  });

  it("is refused when it is made up, with the right form and a known key's id", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 29, maxLength: 29 }),
        fc.constantFrom(1, 2, 3, 255),
        (random, keyId) => {
          const bytes = Buffer.from(random);
          bytes.writeUInt8(keyId, 0);
          expect(verifyToken(keys, bytes.toString("base64url"))).toBeNull();
        },
      ),
    );
  });

  it("is refused whatever text it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => verifyToken(keys, text) === null),
    );
    for (const text of ["", "A".repeat(39), "_".repeat(39), "\0".repeat(39), "é".repeat(39)]) {
      expect(verifyToken(keys, text)).toBeNull();
    }
  });

  it("is refused for a purpose it was not signed for", () => {
    fc.assert(
      fc.property(claim, purpose, purpose, (said, signed, asked) => {
        fc.pre(signed !== asked);
        expect(
          verifyToken(keys, signToken(keys, { ...said, purpose: signed }), { purpose: asked }),
        ).toBeNull();
      }),
    );
  });

  it("is refused when another deployment's key with the same id signed it", () => {
    fc.assert(
      fc.property(claim, (said) => {
        const foreign = parseLinkKeys(`1:${secret()}`);
        expect(verifyToken(keys, signToken(foreign, said))).toBeNull();
      }),
    );
  });

  it("is refused when one of our keys signed it under the id of the other", () => {
    const swapped = parseLinkKeys(`1:${second},2:${first}`);
    expect(verifyToken(keys, signToken(swapped, someClaim))).toBeNull();
  });

  it("is refused when the expiry is lengthened or the link swapped with that of another token", () => {
    fc.assert(
      fc.property(claim, claim, (one, other) => {
        fc.pre(one.linkId !== other.linkId && one.expiresAt.getTime() !== other.expiresAt.getTime());
        const [a, b] = [one, other].map((said) => Buffer.from(signToken(keys, said), "base64url"));
        if (a === undefined || b === undefined) throw new Error("Two tokens were signed.");
        for (const [from, to] of [
          [0, 9],
          [9, 13],
          [13, 29],
        ] as const) {
          const mixed: Buffer = Buffer.from(a);
          b.copy(mixed, from, from, to);
          if (mixed.equals(a) || mixed.equals(b)) continue;
          expect(verifyToken(keys, mixed.toString("base64url"))).toBeNull();
        }
      }),
    );
  });
});

describe("keys", () => {
  const rotated = parseLinkKeys(`3:${secret()},1:${first}`);

  it("that are older still verify and never sign", () => {
    const old = signToken(parseLinkKeys(`1:${first}`), someClaim);
    expect(verifyToken(rotated, old)).toEqual(someClaim);
    expect(Buffer.from(signToken(rotated, someClaim), "base64url").readUInt8(0)).toBe(3);
  });

  it("that are retired verify nothing any more", () => {
    const retired = signToken(parseLinkKeys(`2:${second}`), someClaim);
    expect(verifyToken(keys, retired)).toEqual(someClaim);
    expect(verifyToken(rotated, retired)).toBeNull();
  });

  it("are read with the first as the one that signs", () => {
    expect(keys.signing.id).toBe(1);
    expect([...keys.verifying.keys()]).toEqual([1, 2]);
    expect([...parseLinkKeys(` 255:${first} , 1:${second} `).verifying.keys()]).toEqual([255, 1]);
  });

  it.each([
    ["nothing", ""],
    ["no id", first],
    ["an id of nought", `0:${first}`],
    ["an id that does not fit a byte", `256:${first}`],
    ["a negative id", `-1:${first}`],
    ["a secret that is too short", `1:${first.slice(1)}`],
    ["a secret that is too long", `1:${first}A`],
    ["a secret that is not base64url", `1:${"+".repeat(43)}`],
    ["an id given twice", `1:${first},1:${second}`],
    ["a list with a hole", `1:${first},,2:${second}`],
    ["a list that ends in a comma", `1:${first},`],
  ])("cannot be read from %s, and the error repeats no secret", (_what, text) => {
    const read = (): LinkKeys => parseLinkKeys(text);
    expect(read).toThrow(LinkKeysError);
    try {
      read();
    } catch (error) {
      expect(String(error)).toContain("LINK_KEYS");
      expect(String(error)).not.toContain(first.slice(0, 8));
    }
  });
});

describe("signing", () => {
  it.each([
    ["a link id in upper case", { linkId: "00112233445566FF" }],
    ["a link id that is cut", { linkId: "00112233445566f" }],
    ["a link id that is longer", { linkId: "00112233445566ff0" }],
    ["an expiry before 1970", { expiresAt: new Date(-1000) }],
    ["an expiry past 32 bits", { expiresAt: new Date(0x1_0000_0000 * 1000) }],
    ["an expiry that is no date", { expiresAt: new Date(Number.NaN) }],
  ])("refuses %s rather than say something else", (_what, change) => {
    expect(() => signToken(keys, { ...someClaim, ...(change as Partial<typeof someClaim>) })).toThrow(
      RangeError,
    );
  });
});
