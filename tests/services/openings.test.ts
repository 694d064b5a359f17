import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { drainJobs } from "~/jobs/drain.server";
import { action as resendWebhook } from "~/routes/webhooks.resend";
import type { VendorId } from "~/domain/ids";
import { openMessageOffice, type MessageOffice } from "~tests/factories/message-office";
import { resendNotice } from "~tests/factories/notices";
import { eventsOf, messageOf, sentReminder } from "~tests/factories/sent-reminder";
import { useDatabase } from "~tests/setup/database";

const tuesday = new Date("2026-03-10T14:00:00Z");
const minuteMs = 60_000;
const database = useDatabase();
let office: MessageOffice;
beforeAll(async () => {
  office = await openMessageOffice(database.url, tuesday);
});
afterAll(() => office.close());
beforeEach(() => void (office.clock.now = tuesday));

const after = (ms: number) => new Date(tuesday.getTime() + ms);
const sent = () => sentReminder(office, "email");

let told = 0;
const tell = (emailId: string | null, type: string, { at, data = {} }: { at: Date; data?: object }) =>
  resendWebhook({
    request: resendNotice(office, {
      id: `msg_${(told += 1)}`,
      type,
      at,
      data: { email_id: emailId ?? "", ...data },
    }),
    params: {},
    context: {},
  });

describe("an opening", () => {
  const safari = {
    userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    ipAddress: "203.0.113.9",
  };
  /** What is known of it once its moment has passed. */
  async function judged(vendorId: VendorId) {
    office.clock.now = new Date(office.clock.now.getTime() + 90 * minuteMs);
    await drainJobs(office.app);
    const { openedAt, machineOpenedAt } = await messageOf(office, vendorId);
    const events = await eventsOf(office, vendorId, "message_opened");
    return { openedAt, machineOpenedAt, events: events.length };
  }

  test("by a person is on the timeline, once, at its first time", async () => {
    const { vendorId, message } = await sent();
    await tell(message.providerId, "email.delivered", { at: after(2_000) });
    await tell(message.providerId, "email.clicked", { at: after(20 * minuteMs), data: { click: safari } });
    await tell(message.providerId, "email.clicked", { at: after(50 * minuteMs), data: { click: safari } });
    expect(await judged(vendorId)).toEqual({
      openedAt: after(20 * minuteMs),
      machineOpenedAt: null,
      events: 1,
    });
  });

  test("of which nothing says by what program it was is kept apart", async () => {
    const { vendorId, message } = await sent();
    await tell(message.providerId, "email.opened", { at: after(20 * minuteMs) });
    expect(await judged(vendorId)).toEqual({
      openedAt: null,
      machineOpenedAt: after(20 * minuteMs),
      events: 0,
    });
  });

  test("within seconds of the delivery is a scanner's, though the delivery is told of later", async () => {
    const { vendorId, message } = await sent();
    await tell(message.providerId, "email.clicked", { at: after(minuteMs + 3_000), data: { click: safari } });
    await tell(message.providerId, "email.delivered", { at: after(minuteMs) });
    expect(await judged(vendorId)).toMatchObject({ openedAt: null, events: 0 });
  });

  test("of several links at once is a scanner's, the first of them too", async () => {
    const { vendorId, message } = await sent();
    for (const ms of [0, 900, 1_800])
      await tell(message.providerId, "email.clicked", {
        at: after(20 * minuteMs + ms),
        data: { click: safari },
      });
    expect(await judged(vendorId)).toMatchObject({ openedAt: null, events: 0 });
  });

  test("by a proxy, then by a person, counts for both", async () => {
    const { vendorId, message } = await sent();
    const apple = { ...safari, userAgent: "Mozilla/5.0" };
    await tell(message.providerId, "email.opened", { at: after(5 * minuteMs), data: { open: apple } });
    await tell(message.providerId, "email.clicked", { at: after(20 * minuteMs), data: { click: safari } });
    expect(await judged(vendorId)).toEqual({
      openedAt: after(20 * minuteMs),
      machineOpenedAt: after(5 * minuteMs),
      events: 1,
    });
  });

  test("of an email that is not ours changes nothing", async () => {
    const answer = await tell("someone-elses", "email.opened", { at: tuesday });
    expect(await answer.text()).toBe("not ours");
  });
});
