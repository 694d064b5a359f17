/** What is known of whoever fetched an email's images or followed a link in it. */
export interface OpenTrace {
  userAgent: string | null;
  ipAddress: string | null;
}

interface Sign {
  pattern: RegExp;
  because: string;
}

/** Programs that say what they are. Each is matched anywhere in the user agent, unless it is anchored. */
const programs: readonly Sign[] = [
  {
    // Source: help.socketlabs.com/docs/identifying-apple-mpp-opens-in-notification-api-events, and
    // support.clickdimensions.com (“Adjusted Opens”): Apple's proxy says this, and nothing more.
    pattern: /^mozilla\/5\.0$/i,
    because: "Apple's mail privacy proxy fetches every email, opened or not.",
  },
  {
    // Source: scientiamobile.com/what-is-google-image-proxy: “(via ggpht.com GoogleImageProxy)”.
    pattern: /googleimageproxy|ggpht\.com/i,
    because: "Gmail's image proxy fetched it.",
  },
  {
    // Source: bird.com/blog/gmail-prefetching-images: Gmail fetches ahead of any opening with these words.
    pattern: /edge\/12\.246 mozilla\/5\.0/i,
    because: "Gmail fetched it ahead of any opening.",
  },
  { pattern: /yahoomailproxy|yahoo! slurp/i, because: "Yahoo's image proxy fetched it." },
  {
    // Source of the five below: check.live-direct-marketing.online/blog/bot-clicks-security-scanners-detect.
    pattern: /barracuda|cudasvc/i,
    because: "Barracuda's scanner fetched it.",
  },
  { pattern: /proofpoint|urldefense/i, because: "Proofpoint's scanner fetched it." },
  { pattern: /mimecast/i, because: "Mimecast's scanner fetched it." },
  {
    pattern: /ciscosecureemail|ironport|tmes\b|trend ?micro|fortimail|fortinet|sophos/i,
    because: "A mail gateway's scanner fetched it.",
  },
  {
    pattern: /ms-?office|microsoft office|safelinks|msoffice|outlook-?(ios|android)-?proxy/i,
    because: "Microsoft's link check fetched it.",
  },
  {
    // Programs that nobody reads their email with.
    pattern:
      /bot\b|crawler|spider|headless|phantomjs|curl\/|wget\/|python-|go-http|okhttp|java\/|node-fetch|axios/i,
    because: "A program without a reader fetched it.",
  },
];

/** Addresses from which only machines come, as prefixes: IPv4 by its bits, IPv6 by its beginning. */
const networks: readonly { prefix: string; bits: number; because: string }[] = [
  // 17.0.0.0/8 is Apple's own (whois.arin.net/rest/net/NET-17-0-0-0-1).
  { prefix: "17.0.0.0", bits: 8, because: "It came from Apple's network." },
  // Source: check.live-direct-marketing.online/blog/microsoft-defender-link-click-pattern.
  { prefix: "40.92.0.0", bits: 15, because: "It came from Microsoft's mail servers." },
  { prefix: "52.96.0.0", bits: 12, because: "It came from Microsoft's mail servers." },
  // The crawlers and image proxies of Google: developers.google.com/static/search/apis/ipranges.
  { prefix: "66.249.64.0", bits: 19, because: "It came from Google's crawlers." },
];
const microsoftIpv6 = "2a01:111:";

/**
 * Why what fetched an email was no person's program; null where it may have been one. Without a user agent it
 * cannot be told, and is not counted as a person.
 */
export function machineByTrace({ userAgent, ipAddress }: OpenTrace): string | null {
  const agent = userAgent?.trim() ?? "";
  if (agent === "") return "Nothing says which program fetched it.";
  const program = programs.find(({ pattern }) => pattern.test(agent));
  if (program) return program.because;
  const address = ipAddress?.trim().toLowerCase() ?? "";
  if (address.startsWith(microsoftIpv6)) return "It came from Microsoft's mail servers.";
  const number = ipv4(address);
  if (number === null) return null;
  return networks.find(({ prefix, bits }) => isWithin(number, prefix, bits))?.because ?? null;
}

/**
 * Nobody reads that fast. Source: check.live-direct-marketing.online/blog/bot-clicks-security-scanners-detect
 * takes 5 seconds from delivery; twice that leaves room for the providers' clocks.
 */
const soonestReadMs = 10_000;
/**
 * Source: support.arternal.com/articles/15216436: several links at once, within seconds, are a scanner's. A
 * person opens an email and follows one link of it: two.
 */
export const atOnceMs = 10_000;
const mostByAPersonAtOnce = 2;

/**
 * Why the moment itself says that it was no person; null where it may have been one.
 *
 * @param deliveredAt when it reached the mailbox; where that is not known, when it was handed over.
 * @param all every opening and click of the same email that was told of, this one among them.
 */
export function machineByTiming({
  openedAt,
  deliveredAt,
  all,
}: {
  openedAt: Date;
  deliveredAt: Date | null;
  all: readonly Date[];
}): string | null {
  const at = openedAt.getTime();
  if (deliveredAt !== null && at - deliveredAt.getTime() < soonestReadMs)
    return "It was fetched within seconds of its delivery.";
  const near = all.filter((other) => Math.abs(other.getTime() - at) <= atOnceMs);
  return near.length > mostByAPersonAtOnce ? "It was fetched several times at once." : null;
}

function ipv4(address: string): number | null {
  const parts = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/
    .exec(address)
    ?.slice(1)
    .map(Number);
  if (!parts || parts.some((part) => part > 255)) return null;
  return parts.reduce((number, part) => number * 256 + part, 0);
}

function isWithin(number: number, prefix: string, bits: number): boolean {
  const size = 2 ** (32 - bits);
  return Math.floor(number / size) === Math.floor((ipv4(prefix) ?? 0) / size);
}
