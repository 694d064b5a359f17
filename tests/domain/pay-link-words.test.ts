import { describe, expect, it } from "vitest";
import type { PayLinkId } from "~/domain/ids";
import { LinkKeysError, parseLinkKeys, signToken, verifyToken } from "~/domain/pay-link";

const secret = Buffer.alloc(32, 7).toString("base64url");
const keys = parseLinkKeys(`1:${secret}`);
const linkId = "00112233445566ff" as PayLinkId;
const expiresAt = new Date("2026-05-01T00:00:00Z");
const lastSecond = 0xffff_ffff;

/** What is wrong with LINK_KEYS, as whoever set it reads it. */
function complaint(text: string): string {
  try {
    parseLinkKeys(text);
  } catch (error) {
    if (error instanceof LinkKeysError) return `${error.name}: ${error.message}`;
    throw error;
  }
  return "none";
}

describe("the token", () => {
  it("is the same for ever under the same key, for each of its purposes", () => {
    // Links that were sent must open after every release: a change here makes all of them dead.
    expect(signToken(keys, { linkId, expiresAt })).toMatchInlineSnapshot(
      `"AQARIjNEVWb_afPtAMrNTts5Ym8jnyUj1935utk"`,
    );
    expect(signToken(keys, { linkId, expiresAt, purpose: "unsubscribe" })).toMatchInlineSnapshot(
      `"AQARIjNEVWb_afPtAOjIgWKWUDX-V69kEWVKIMw"`,
    );
  });

  it("of a key id that is not known is refused, even under the same secret", () => {
    const elsewhere = parseLinkKeys(`9:${secret}`);
    const token = signToken(elsewhere, { linkId, expiresAt });
    expect(verifyToken(elsewhere, token)).toEqual({ linkId, expiresAt });
    expect(verifyToken(keys, token)).toBeNull();
  });

  it("can say the last second that fits, and the first", () => {
    for (const second of [0, lastSecond]) {
      const at = new Date(second * 1000);
      expect(verifyToken(keys, signToken(keys, { linkId, expiresAt: at }))).toEqual({
        linkId,
        expiresAt: at,
      });
    }
  });

  it.each([-1, lastSecond + 1, NaN])("cannot expire at second %s, and says so", (second) => {
    const asked = { linkId, expiresAt: new Date(second * 1000) };
    expect(() => signToken(keys, asked)).toThrow(new RangeError("This expiry does not fit a token."));
  });

  it.each(["", "00112233445566f", "00112233445566FF", "00112233445566ff0", "z0112233445566ff"])(
    "cannot carry “%s” as its link, and says so",
    (id) => {
      const sign = () => signToken(keys, { linkId: id as PayLinkId, expiresAt });
      expect(sign).toThrow(new RangeError("A pay link's id is 16 hexadecimal digits."));
    },
  );
});

describe("keys that cannot be read", () => {
  const form = "each key is <id>:<43 base64url characters, 32 random bytes>";
  it.each([
    ["", form],
    ["1", form],
    [`x1:${secret}`, form],
    [`1:${secret}x`, form],
    [`1:${secret.slice(1)}`, form],
    [`1:${secret},`, form],
    [`0:${secret}`, "a key's id is a number from 1 to 255"],
    [`256:${secret}`, "a key's id is a number from 1 to 255"],
    [`2:${secret},2:${secret}`, "two keys have the same id"],
    [`0:${secret},nonsense`, `a key's id is a number from 1 to 255; ${form}`],
  ])("as in “%s” are named with what is wrong, without a secret", (text, problem) => {
    expect(complaint(text)).toBe(`LinkKeysError: LINK_KEYS cannot be read: ${problem}.`);
  });

  it("are none of those that can: both ends of the ids, with blanks between", () => {
    expect(complaint(`1:${secret} , 255:${secret}`)).toBe("none");
  });
});
