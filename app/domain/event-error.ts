/** A sentence is enough on a page; the whole of it is in the log. */
const longest = 240;

/**
 * Why an event could not be applied, as it may stand on a page: the error's first line, without the SQL and
 * the values that a failed query carries.
 */
export function plainError(error: string | null): string {
  const [line = ""] = (error ?? "").trim().split("\n");
  if (line === "") return "No reason was kept.";
  if (/^Failed query/i.test(line)) return "The database could not take what it says.";
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

const ownWords: readonly (readonly [stripes: string, ours: string])[] = [
  ["checkout.session", "checkout"],
  ["payment_intent", "payment"],
  ["charge.dispute", "chargeback"],
];

/** A type of Stripe's as a person reads it: `charge.dispute.created` is `Chargeback created`. */
export function eventName(type: string): string {
  const [stripes, ours] = ownWords.find(([start]) => type.startsWith(start)) ?? ["", ""];
  const words = `${ours}${type.slice(stripes.length)}`.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
