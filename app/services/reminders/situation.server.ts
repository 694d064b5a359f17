import { cadenceFor } from "~/domain/cadence/choose-cadence";
import type { DebtorStanding } from "~/domain/cadence/conditions";
import type { Situation } from "~/domain/cadence/decide";
import { holdOf } from "~/domain/cadence/holds";
import { openCallWaitsDays } from "~/domain/calls/patience";
import { reachableContacts, type Suppression } from "~/domain/contact-points";
import { limitsFor } from "~/domain/contact-rules/applicable";
import type { Contact } from "~/domain/contact-rules/decide";
import { longestCapDays } from "~/domain/contact-rules/limits";
import { placeOf, type Place } from "~/domain/contact-rules/place";
import { daysBetween, type CivilDate } from "~/domain/dates";
import type { DebtorId, MessageId, VendorId } from "~/domain/ids";
import type { ContactChannel } from "~/domain/vocabulary";
import { localTime } from "~/domain/zone-clock";
import type { Tx } from "~db/client";
import {
  findVendorProfile,
  readDebtorRecords,
  type DebtorRecord,
  type VendorProfile,
} from "~db/queries/desk/debtor-records";
import { listContacts } from "~db/queries/messages/messages";
import { listSuppressions } from "~db/queries/messages/suppressions";
import { listCadences, type Cadence } from "~db/queries/reminders/cadences";
import { readOpened, readRepeat } from "~db/queries/reminders/contact-records";

/** All that is known of one debtor when a reminder is planned, checked or written. */
export interface DebtorSituation {
  record: DebtorRecord;
  /** Null before a vendor has one. */
  cadence: Cadence | null;
  place: Place;
  /** The debtor's own date. */
  today: CivilDate;
  suppressions: Suppression[];
  /** Where a reminder may go. */
  contacts: ReadonlyMap<ContactChannel, string>;
  situation: Situation;
}

export interface VendorSituation {
  vendor: VendorProfile;
  cadences: readonly Cadence[];
  debtors: Map<DebtorId, DebtorSituation>;
}

const dayMs = 86_400_000;

/**
 * Reads everything that decides about these debtors' reminders, each table once however many debtors there
 * are.
 *
 * @param queued whether reminders that wait in the queue count towards the caps: yes while planning, no at
 *   the last
 *   check, where they would wait for each other.
 * @param except the messages that are being checked: tried again, one is not another contact.
 * @param cadences other than the vendor's own, to see what they would do.
 */
export async function readSituations(
  tx: Tx,
  params: {
    vendorId: VendorId;
    debtorIds: readonly DebtorId[];
    now: Date;
    queued: boolean;
    except?: readonly MessageId[];
    cadences?: readonly Cadence[];
  },
): Promise<VendorSituation> {
  const { vendorId, debtorIds, now, queued, except } = params;
  const vendor = await findVendorProfile(tx, { vendorId });
  const cadences = params.cadences ?? (await listCadences(tx, { vendorId }));
  const records = await readDebtorRecords(tx, { vendorId, debtorIds });
  const since = new Date(now.getTime() - longestCapDays * dayMs);
  const sent = groupByDebtor(await listContacts(tx, { vendorId, debtorIds, since, queued, except }));
  const points = [...records.values()]
    .flatMap(({ email, phone }) => [email, phone])
    .filter((point) => point !== null);
  const suppressions = groupByContact(
    await listSuppressions(tx, { vendorId, contacts: [...new Set(points)] }),
  );
  const conduct = await readConduct(tx, { vendorId, debtorIds: [...records.keys()], cadences });
  const debtors = new Map<DebtorId, DebtorSituation>();
  for (const [id, record] of records) {
    const known = { vendor, cadences, conduct, now, sent: sent.get(id) ?? [] };
    debtors.set(id, situationOf(record, { ...known, suppressions: suppressionsOf(record, suppressions) }));
  }
  return { vendor, cadences, debtors };
}

interface Conduct {
  repeat: ReadonlySet<DebtorId>;
  opened: ReadonlySet<DebtorId>;
}

/** What only some conditions ask about is read only where a cadence has such conditions. */
async function readConduct(
  tx: Tx,
  params: { vendorId: VendorId; debtorIds: DebtorId[]; cadences: readonly Cadence[] },
): Promise<Conduct> {
  const { cadences, ...asked } = params;
  const conditions = cadences.flatMap(({ steps }) => steps.map((step) => step.conditions));
  const asksHistory = conditions.some(({ history }) => history !== undefined);
  const asksEngagement = conditions.some(({ engagement }) => engagement !== undefined);
  return {
    repeat: new Set(asksHistory ? await readRepeat(tx, asked) : []),
    opened: new Set(asksEngagement ? await readOpened(tx, asked) : []),
  };
}

interface Known {
  vendor: VendorProfile;
  cadences: readonly Cadence[];
  conduct: Conduct;
  now: Date;
  sent: readonly Contact[];
  suppressions: Suppression[];
}

function situationOf(record: DebtorRecord, known: Known): DebtorSituation {
  const { vendor, cadences, now, sent, suppressions } = known;
  const place = placeOf({ ...record, vendor });
  const cadence = cadenceFor(cadences, record);
  const { date: today } = localTime(place.homeZone, now.getTime());
  const contacts = reachableContacts(record, suppressions, record.choice);
  return {
    record,
    cadence,
    place,
    today,
    suppressions,
    contacts,
    situation: {
      now,
      vendor: {
        remindersOff: vendor.reminderMode === "off",
        cadencePaused: (cadence?.pausedAt ?? null) !== null,
        canCollect: vendor.canCollect,
        paymentsKnownUntil: vendor.paymentsKnownUntil,
      },
      cadence: cadence ?? { steps: [], repeatEveryDays: 30 },
      place,
      limits: limitsFor({ place, kind: record.kind, vendor, choice: record.choice }),
      balances: record.balances,
      answers: record.answers,
      ended: record.ended && { answerId: record.ended.answerId, at: record.ended.closedAt },
      standing: standingOf(record, today, known),
      paymentPending: record.paymentPending,
      waiting: waitingOf(record),
      heldOutUntil: heldOutUntil(record, vendor),
      usableChannels: new Set(contacts.keys()),
      planned: record.planned,
      contacts: sent,
    },
  };
}

/** How the debtor stands with the vendor, as a cadence's conditions ask. */
function standingOf(record: DebtorRecord, today: CivilDate, { vendor, conduct }: Known): DebtorStanding {
  const open = record.balances.filter(({ id }) => holdOf(id, record.answers, today) === null);
  const askedMinor = open
    .filter(({ currency }) => currency === vendor.currency)
    .reduce((sum, { outstandingMinor }) => sum + outstandingMinor, 0n);
  const [oldest] = open;
  const broken = record.ended?.kind === "promise_to_pay" && record.ended.state === "broken";
  return {
    askedMinor,
    daysLate: oldest === undefined ? 0 : Math.max(0, daysBetween(oldest.dueOn, today)),
    isSmall: vendor.averageBalanceMinor !== null && askedMinor * 2n < vendor.averageBalanceMinor,
    isRepeat: conduct.repeat.has(record.id),
    kind: record.kind ?? "consumer",
    hasOpened: conduct.opened.has(record.id),
    answered: broken ? "promise_broken" : record.ended === null ? "never" : "before",
  };
}

function waitingOf({ openCall, isProposed }: DebtorRecord): Situation["waiting"] {
  if (isProposed) return { because: "A reminder waits for a person to release it.", until: null };
  if (openCall === null) return null;
  const until = new Date(openCall.dueAt.getTime() + openCallWaitsDays * dayMs);
  return { because: "A call waits for a person to make it.", until };
}

/** Once the vendor ends the comparison, nobody is left alone for its sake. */
function heldOutUntil({ holdout }: DebtorRecord, { holdoutPercent }: VendorProfile): Date | null {
  return holdout?.arm === "held_out" && holdoutPercent > 0 ? holdout.endsAt : null;
}

function suppressionsOf(
  { email, phone }: DebtorRecord,
  byContact: ReadonlyMap<string, readonly Suppression[]>,
): Suppression[] {
  const points = [email, phone].filter((point) => point !== null);
  return points.flatMap((point) => byContact.get(point) ?? []);
}

function groupByContact(suppressions: readonly Suppression[]): Map<string, Suppression[]> {
  return Map.groupBy(suppressions, ({ contact }) => contact);
}

function groupByDebtor<Row extends { debtorId: DebtorId }>(rows: readonly Row[]): Map<DebtorId, Row[]> {
  return Map.groupBy(rows, ({ debtorId }) => debtorId);
}
