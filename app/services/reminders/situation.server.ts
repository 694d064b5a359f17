import type { Situation } from "~/domain/cadence/decide";
import { usableContacts, type Suppression } from "~/domain/contact-points";
import type { Contact } from "~/domain/contact-rules/decide";
import { longestCapDays, safeDefault } from "~/domain/contact-rules/limits";
import { placeOf, type Place } from "~/domain/contact-rules/place";
import { civilDateAt, type CivilDate } from "~/domain/dates";
import type { DebtorId, MessageId, VendorId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";
import type { Tx } from "~db/client";
import { findDefaultCadence, type Cadence } from "~db/queries/reminders/cadences";
import {
  findVendorProfile,
  readDebtorRecords,
  type DebtorRecord,
  type VendorProfile,
} from "~db/queries/desk/debtor-records";
import { listContacts } from "~db/queries/messages/messages";
import { listSuppressions } from "~db/queries/messages/suppressions";

/** All that is known of one debtor when a reminder is planned, checked or written. */
export interface DebtorSituation {
  record: DebtorRecord;
  place: Place;
  /** The debtor's own date. */
  today: CivilDate;
  suppressions: Suppression[];
  /** Where a reminder may go. */
  contacts: ReadonlyMap<Channel, string>;
  situation: Situation;
}

export interface VendorSituation {
  vendor: VendorProfile;
  cadence: Cadence | null;
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
 * @param except the message that is being checked: tried again, it is not another contact.
 */
export async function readSituations(
  tx: Tx,
  params: {
    vendorId: VendorId;
    debtorIds: readonly DebtorId[];
    now: Date;
    queued: boolean;
    except?: MessageId;
  },
): Promise<VendorSituation> {
  const { vendorId, debtorIds, now, queued, except } = params;
  const vendor = await findVendorProfile(tx, { vendorId });
  const cadence = await findDefaultCadence(tx, { vendorId });
  const records = await readDebtorRecords(tx, { vendorId, debtorIds });
  const since = new Date(now.getTime() - longestCapDays * dayMs);
  const sent = group(await listContacts(tx, { vendorId, debtorIds, since, queued, except }));
  const points = [...records.values()]
    .flatMap(({ email, phone }) => [email, phone])
    .filter((point) => point !== null);
  const suppressions = await listSuppressions(tx, { vendorId, contacts: [...new Set(points)] });
  const debtors = new Map<DebtorId, DebtorSituation>();
  for (const [id, record] of records) {
    debtors.set(id, situationOf({ record, vendor, cadence, now, sent: sent.get(id) ?? [], suppressions }));
  }
  return { vendor, cadence, debtors };
}

function situationOf(known: {
  record: DebtorRecord;
  vendor: VendorProfile;
  cadence: Cadence | null;
  now: Date;
  sent: readonly Contact[];
  suppressions: readonly Suppression[];
}): DebtorSituation {
  const { record, vendor, cadence, now, sent } = known;
  const place = placeOf({ timeZone: record.timeZone, country: record.country, phone: record.phone, vendor });
  const suppressions = known.suppressions.filter(
    ({ contact }) => contact === record.email || contact === record.phone,
  );
  const contacts = usableContacts(record, suppressions, "reminder");
  return {
    record,
    place,
    today: civilDateAt(now, place.homeZone),
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
      steps: cadence?.steps ?? [],
      place,
      limits: safeDefault,
      balances: record.balances,
      answers: record.answers,
      paymentPending: record.paymentPending,
      usableChannels: new Set(contacts.keys()),
      planned: record.planned,
      contacts: sent,
    },
  };
}

function group<Row extends { debtorId: DebtorId }>(rows: readonly Row[]): Map<DebtorId, Row[]> {
  const groups = new Map<DebtorId, Row[]>();
  for (const row of rows) {
    const rowsOfDebtor = groups.get(row.debtorId);
    if (rowsOfDebtor) rowsOfDebtor.push(row);
    else groups.set(row.debtorId, [row]);
  }
  return groups;
}
