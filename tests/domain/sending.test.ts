import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageCostMicros } from "~/domain/message-cost";
import { leaseMs, standingOf } from "~/domain/sending";
import { channels, messageStates } from "~/domain/vocabulary";

const now = new Date("2026-03-10T14:00:00Z");
const hourMs = 3_600_000;
const before = (ms: number) => new Date(now.getTime() - ms);
const email = { channel: "email", state: "sending" } as const;
const kindOf = (message: Parameters<typeof standingOf>[0], knowsKeys = true) =>
  standingOf(message, { knowsKeys, now }).kind;

describe("a message that is to be sent", () => {
  test("is sent when nobody has tried it, and left alone while somebody does", () => {
    expect(kindOf({ channel: "sms", state: "queued", sendingAt: null })).toBe("send");
    expect(kindOf({ ...email, sendingAt: before(leaseMs - 1) })).toBe("leave");
    expect(kindOf({ ...email, sendingAt: before(leaseMs) })).toBe("send");
  });

  test("is sent again only where the provider knows its key, and for as long as it does", () => {
    expect(kindOf({ ...email, sendingAt: before(22 * hourMs) })).toBe("send");
    expect(kindOf({ ...email, sendingAt: before(24 * hourMs) })).toBe("give_up");
    expect(kindOf({ ...email, sendingAt: before(hourMs) }, false)).toBe("give_up");
    expect(kindOf({ ...email, state: "queued", sendingAt: before(24 * hourMs) })).toBe("give_up");
    expect(kindOf({ ...email, state: "queued", sendingAt: before(hourMs) })).toBe("send");
  });

  test("as an SMS that may have gone out is looked up, and never sent", () => {
    const sendingAt = fc.option(fc.integer({ min: -48 * hourMs, max: 400 * hourMs }).map(before));
    fc.assert(
      fc.property(sendingAt, fc.boolean(), fc.constantFrom("sending", "unknown"), (at, knowsKeys, state) => {
        expect(kindOf({ channel: "sms", state, sendingAt: at }, knowsKeys)).not.toBe("send");
      }),
    );
  });

  test("whose time is yet to come waits anew, and not for that time", () => {
    expect(kindOf({ ...email, sendingAt: before(-1) })).toBe("restart_lease");
    expect(kindOf({ ...email, sendingAt: before(-400 * 24 * hourMs) })).toBe("restart_lease");
  });

  test("is left where it is once it is done, whatever else is known of it", () => {
    const done = messageStates.filter((state) => !["queued", "sending", "unknown"].includes(state));
    for (const state of done)
      for (const channel of channels)
        expect(kindOf({ channel, state, sendingAt: before(hourMs) })).toBe("leave");
    expect(kindOf({ channel: "email", state: "unknown", sendingAt: before(hourMs) })).toBe("leave");
  });
});

describe("the price of a message", () => {
  const prices = { emailMicros: 400, smsSegmentMicros: 8_300 };
  test("is one email's, or that of each segment", () => {
    expect(messageCostMicros({ channel: "email", segments: null, ...prices })).toBe(400);
    expect(messageCostMicros({ channel: "sms", segments: 3, ...prices })).toBe(24_900);
    expect(messageCostMicros({ channel: "sms", segments: null, ...prices })).toBe(8_300);
  });

  test("always fits where it is kept", () => {
    const micros = fc.integer({ min: 0, max: 2_147_483_647 });
    fc.assert(
      fc.property(micros, fc.integer({ min: 1, max: 10 }), (smsSegmentMicros, segments) => {
        const cost = messageCostMicros({ channel: "sms", segments, emailMicros: 0, smsSegmentMicros });
        expect(cost).toBeLessThanOrEqual(2_147_483_647);
        expect(cost).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
