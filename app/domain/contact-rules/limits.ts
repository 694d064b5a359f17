import { contactChannels, type ContactChannel } from "~/domain/vocabulary";

/** At most this many contacts in any stretch of that many times twenty-four hours. */
export interface Cap {
  /** The limit it belongs to: `New York City`. */
  name: string;
  /** Where or by what it holds, to be read after "is the most": `in New York City`. */
  where: string;
  max: number;
  days: number;
  /** What it counts, and what it holds back; null: contacts on all channels together. */
  channels: readonly ContactChannel[] | null;
  /** A conversation is a call in which somebody answered. */
  counts: "contacts" | "conversations";
}

/** From the first minute of one to before the first of the other, each counted from local midnight. */
export interface Span {
  opensAtMinute: number;
  closesAtMinute: number;
}

/** Monday first; null: closed all day. */
export type Week = readonly (Span | null)[];

/** What a debtor asked for; a span without a minute in it is none at all. */
interface Asked {
  /** Null: on any. */
  channels: readonly ContactChannel[] | null;
  span: Span;
}

/** When, and how often, a debtor may be contacted. All times are the debtor's own. */
export interface ContactLimits {
  /** Of the limits that were put together. */
  names: readonly string[];
  caps: readonly Cap[];
  hours: Readonly<Record<ContactChannel, Week>>;
  /** The public holidays on which nobody is contacted; `regional` are the national ones as well. */
  holidays: "ignored" | "national" | "regional";
  /** Kept apart from the hours, so that a reason can tell the debtor's own wish from a rule. */
  choice: Asked | null;
}

/** No cap looks further back than this. */
export const longestCapDays = 31;

/** The same span on all weekdays from Monday on, and those of Saturday and Sunday; null: closed. */
export function week(days: { weekdays: Span; saturday: Span | null; sunday: Span | null }): Week {
  const { weekdays, saturday, sunday } = days;
  return [weekdays, weekdays, weekdays, weekdays, weekdays, saturday, sunday];
}

/** `between("7:30", "21:00")`. */
export function between(opens: string, closes: string): Span {
  return { opensAtMinute: minuteOf(opens), closesAtMinute: minuteOf(closes) };
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(":").map(Number);
  if (hours === undefined || minutes === undefined) throw new Error(`${clock} is not a time of day.`);
  return hours * 60 + minutes;
}

const allDay = between("0:00", "24:00");
export const anyTime = week({ weekdays: allDay, saturday: allDay, sunday: allDay });

/** One limit, from the words of its source. */
export function limit({
  name,
  where,
  caps = [],
  open = anyTime,
  only = contactChannels,
  holidays = "ignored",
}: {
  name: string;
  where: string;
  caps?: readonly Omit<Cap, "name" | "where">[];
  open?: Week;
  /** The channels whose hours it limits. */
  only?: readonly ContactChannel[];
  holidays?: ContactLimits["holidays"];
}): ContactLimits {
  const hoursOf = (channel: ContactChannel) => (only.includes(channel) ? open : anyTime);
  return {
    names: [name],
    caps: caps.map((cap) => ({ ...cap, name, where })),
    hours: { email: hoursOf("email"), sms: hoursOf("sms"), call: hoursOf("call") },
    holidays,
    choice: null,
  };
}

/** No limit at all. */
export const unlimited: ContactLimits = { ...limit({ name: "", where: "" }), names: [] };

/** What each of several limits allows, and nothing else. */
export function strictest(all: readonly ContactLimits[]): ContactLimits {
  return all.reduce(stricterOf, unlimited);
}

function stricterOf(one: ContactLimits, other: ContactLimits): ContactLimits {
  const hoursOf = (channel: ContactChannel) => overlapOfWeeks(one.hours[channel], other.hours[channel]);
  return {
    names: [...one.names, ...other.names],
    caps: [...one.caps, ...other.caps],
    hours: { email: hoursOf("email"), sms: hoursOf("sms"), call: hoursOf("call") },
    holidays: stricterHolidays(one.holidays, other.holidays),
    choice: bothChoices(one.choice, other.choice),
  };
}

function stricterHolidays(
  one: ContactLimits["holidays"],
  other: ContactLimits["holidays"],
): ContactLimits["holidays"] {
  const either = [one, other];
  if (either.includes("regional")) return "regional";
  return either.includes("national") ? "national" : "ignored";
}

function bothChoices(one: Asked | null, other: Asked | null): Asked | null {
  if (one === null || other === null) return one ?? other;
  const channels = one.channels?.filter((channel) => other.channels?.includes(channel) ?? true);
  return {
    channels: channels ?? other.channels,
    span: {
      opensAtMinute: Math.max(one.span.opensAtMinute, other.span.opensAtMinute),
      closesAtMinute: Math.min(one.span.closesAtMinute, other.span.closesAtMinute),
    },
  };
}

function overlapOfWeeks(one: Week, other: Week): Week {
  return one.map((span, day) => overlap(span, other[day] ?? null));
}

function overlap(one: Span | null, other: Span | null): Span | null {
  if (one === null || other === null) return null;
  const opensAtMinute = Math.max(one.opensAtMinute, other.opensAtMinute);
  const closesAtMinute = Math.min(one.closesAtMinute, other.closesAtMinute);
  return opensAtMinute < closesAtMinute ? { opensAtMinute, closesAtMinute } : null;
}
