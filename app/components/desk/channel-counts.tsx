import { contactChannels, type ContactChannel } from "~/domain/vocabulary";
import { plural } from "./words";

interface Count {
  channel: ContactChannel;
  count: number;
}

const nouns: Record<ContactChannel, [one: string, many: string]> = {
  email: ["email", "emails"],
  sms: ["SMS", "SMS"],
  call: ["call", "calls"],
};

/** `31 emails, 12 SMS, 4 calls`. */
export function countsInWords(counts: readonly Count[]): string {
  const said = contactChannels.flatMap((channel) => {
    const count = counts.find((one) => one.channel === channel)?.count ?? 0;
    return count === 0 ? [] : [plural(count, ...nouns[channel])];
  });
  return said.length === 0 ? "nothing" : said.join(", ");
}

export function totalOf(counts: readonly Count[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
