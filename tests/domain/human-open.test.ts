import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { machineByTiming, machineByTrace } from "~/domain/engagement/human-open";

const chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
const home = "203.0.113.9";

describe("what fetched an email", () => {
  test.each([
    chrome,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15",
  ])("may have been a person's: %s", (userAgent) => {
    expect(machineByTrace({ userAgent, ipAddress: home })).toBeNull();
    expect(machineByTrace({ userAgent, ipAddress: null })).toBeNull();
  });

  test.each([
    ["Mozilla/5.0", /Apple/],
    ["Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", /Gmail/],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) " +
        "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0",
      /Gmail/,
    ],
    ["YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", /Yahoo/],
    ["Barracuda Sentinel (EE)", /Barracuda/],
    ["proofpoint-urldefense/1.0", /Proofpoint/],
    ["Mimecast URL Protect", /Mimecast/],
    ["CiscoSecureEmail/14.0", /gateway/],
    ["Microsoft Office/16.0 (Microsoft Outlook 16.0; Pro)", /Microsoft/],
    ["Mozilla/4.0 (compatible; ms-office; MSOffice rmj)", /Microsoft/],
    ["curl/8.5.0", /without a reader/],
    ["Mozilla/5.0 (compatible; bingbot/2.0)", /without a reader/],
    ["Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0", /without a reader/],
  ])("says itself that it is a machine: %s", (userAgent, because) => {
    expect(machineByTrace({ userAgent, ipAddress: home })).toMatch(because);
  });

  test.each([
    ["17.58.101.20", /Apple/],
    ["40.92.1.1", /Microsoft/],
    ["40.93.255.255", /Microsoft/],
    ["52.111.0.4", /Microsoft/],
    ["::ffff:52.96.0.1", /Microsoft/],
    ["2A01:111:F400::1", /Microsoft/],
    ["66.249.84.3", /Google/],
  ])("comes from where only machines are: %s", (ipAddress, because) => {
    expect(machineByTrace({ userAgent: chrome, ipAddress })).toMatch(because);
  });

  test.each([
    "18.0.0.1",
    "16.255.255.255",
    "40.94.0.1",
    "52.95.255.255",
    "52.112.0.1",
    "2a01:112::1",
    "999.1.1.1",
    "",
  ])("comes from where people are, or who knows where: %s", (ipAddress) =>
    expect(machineByTrace({ userAgent: chrome, ipAddress })).toBeNull(),
  );

  test.each([null, "", "   "])("is nobody's who can be told when it says %j", (userAgent) => {
    expect(machineByTrace({ userAgent, ipAddress: home })).toMatch(/Nothing says/);
  });

  test("is judged in time whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 4_000 }), fc.string(), (userAgent, ipAddress) => {
        expect(() => machineByTrace({ userAgent, ipAddress })).not.toThrow();
      }),
    );
  });
});

describe("the moment of an opening", () => {
  const delivered = new Date("2026-03-10T14:00:00Z");
  const after = (ms: number) => new Date(delivered.getTime() + ms);
  const judge = (ms: number, others: number[] = [], deliveredAt: Date | null = delivered) =>
    machineByTiming({ openedAt: after(ms), deliveredAt, all: [ms, ...others].map(after) });

  test("is a machine's within seconds of the delivery, and before it", () => {
    expect(judge(-5_000)).toMatch(/seconds/);
    expect(judge(0)).toMatch(/seconds/);
    expect(judge(9_999)).toMatch(/seconds/);
    expect(judge(10_000)).toBeNull();
    expect(judge(0, [], null)).toBeNull();
  });

  test("is a machine's when more happens at once than an opening and a click", () => {
    expect(judge(60_000, [61_000])).toBeNull();
    expect(judge(60_000, [61_000, 62_000])).toMatch(/at once/);
    expect(judge(62_000, [61_000, 60_000])).toMatch(/at once/);
    expect(judge(60_000, [120_000, 180_000, 240_000])).toBeNull();
  });

  test("is judged the same for all of what happened at once", () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 5_000 }), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(times, (within) => {
        const all = within.map((ms) => after(3_600_000 + ms));
        for (const openedAt of all)
          expect(machineByTiming({ openedAt, deliveredAt: delivered, all })).toMatch(/at once/);
      }),
    );
  });
});
