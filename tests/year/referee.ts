import { Temporal } from "temporal-polyfill";
import { publicHoliday } from "~/domain/contact-rules/holidays";
import type { Life, MadeContact } from "./life";

const dayMs = 86_400_000;

/**
 * What is wrong with a life, by the rules as a reader would check them: written apart from the product's own
 * reckoning, with a calendar library and plain counting. Empty when every promise was kept.
 */
export function complaintsAbout(life: Life): string[] {
  return [
    ...life.complaints,
    ...life.contacts.flatMap((contact) => [
      ...outsideHours(life, contact),
      ...onForbiddenDays(life, contact),
      ...aboveCaps(life, contact),
      ...whileHeld(life, contact),
    ]),
    ...slotsTakenTwice(life),
    ...twiceADay(life),
    ...stuck(life),
  ];
}

function localOf({ at }: { at: Date }, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
}

function outsideHours({ start: { place, limits } }: Life, contact: MadeContact): string[] {
  return place.zones.flatMap((zone) => {
    const local = localOf(contact, zone);
    const minute = local.hour * 60 + local.minute;
    const span = limits.hours[contact.channel][local.dayOfWeek - 1] ?? null;
    const chosen = limits.choice;
    const isOpen =
      span !== null &&
      minute >= span.opensAtMinute &&
      minute < span.closesAtMinute &&
      (chosen === null || (minute >= chosen.span.opensAtMinute && minute < chosen.span.closesAtMinute));
    return isOpen ? [] : [`${contact.channel} at ${local.toString()} is outside the hours.`];
  });
}

function onForbiddenDays({ start: { place, limits } }: Life, contact: MadeContact): string[] {
  if (limits.holidays === "ignored") return [];
  return place.zones.flatMap((zone) => {
    const date = localOf(contact, zone).toPlainDate().toString();
    const heeded = limits.holidays === "regional" ? [place.country, ...place.regions] : [place.country];
    const names = heeded.flatMap((where) => publicHoliday(where, date) ?? []);
    return names.map((name) => `${contact.channel} on ${date}, which is ${name}.`);
  });
}

function aboveCaps({ start, contacts }: Life, contact: MadeContact): string[] {
  const all = [...start.contacts, ...contacts];
  return start.limits.caps.flatMap((cap) => {
    if (cap.channels !== null && !cap.channels.includes(contact.channel)) return [];
    const from = contact.at.getTime() - cap.days * dayMs;
    const before = all.filter(
      (other) =>
        other !== contact &&
        other.at.getTime() > from &&
        other.at <= contact.at &&
        (cap.channels === null || cap.channels.includes(other.channel)) &&
        (cap.counts === "contacts" || other.conversation === true),
    );
    const found = before.length + (cap.counts === "contacts" ? 1 : 0);
    const most = cap.counts === "contacts" ? cap.max : cap.max - 1;
    return found <= most ? [] : [`${found} within ${cap.days} days (${cap.name}).`];
  });
}

function whileHeld({ forbidden }: Life, { at, channel }: MadeContact): string[] {
  const held = forbidden.filter(({ from, until }) => at >= from && (until === null || at < until));
  return held.map(({ why }) => `${channel} at ${at.toISOString()} although: ${why}.`);
}

function slotsTakenTwice({ contacts }: Life): string[] {
  const taken = new Set<string>();
  return contacts.flatMap(({ slot }) => {
    if (taken.has(slot)) return [`Slot ${slot} was taken twice.`];
    taken.add(slot);
    return [];
  });
}

function twiceADay({ start: { place }, contacts }: Life): string[] {
  const days = contacts.map((contact) => localOf(contact, place.homeZone).toPlainDate().toString());
  return days.flatMap((day, index) =>
    days.indexOf(day) === index ? [] : [`Two contacts on ${day} of the debtor's calendar.`],
  );
}

/** Who owes and is held by nothing has a next step; who has none is told a reason that is so. */
function stuck(life: Life): string[] {
  const { situation, waits } = life.end;
  if (waits === null || waits.until !== null || situation.now >= life.until) return [];
  if (waits.because === "") return ["It waits without a reason."];
  const isHeld =
    situation.balances.length === 0 ||
    situation.answers.some(({ kind, promisedOn }) => kind !== "reply" && promisedOn === null) ||
    situation.paymentPending ||
    situation.vendor.cadencePaused ||
    isUnreachable(situation) ||
    !hasLawfulMinute(life, situation);
  return isHeld ? [] : [`It is stuck: ${waits.because}`];
}

/** No step can reach them: by no message, and calls are no step that is repeated. */
function isUnreachable({ usableChannels }: Life["end"]["situation"]): boolean {
  return !usableChannels.has("email") && !usableChannels.has("sms");
}

/**
 * Whether some half hour of eight weeks around the year is within the hours in every zone: where clocks
 * differ by much, or the debtor has chosen hours, there may be none.
 */
function hasLawfulMinute(life: Life, { now, usableChannels }: Life["end"]["situation"]): boolean {
  const channel = usableChannels.has("email") ? "email" : "sms";
  for (let weeks = 0; weeks < 52; weeks += 7) {
    for (let halfHours = 0; halfHours < 7 * 48; halfHours += 1) {
      const at = new Date(now.getTime() + weeks * 7 * dayMs + halfHours * 1_800_000);
      const contact = { at, channel, slot: "", templateKey: "", conversation: false } as const;
      if (outsideHours(life, contact).length === 0 && onForbiddenDays(life, contact).length === 0)
        return true;
    }
  }
  return false;
}
