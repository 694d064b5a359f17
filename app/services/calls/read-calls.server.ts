import { balancesToAsk } from "~/domain/cadence/asked";
import { mayCall, type MayCall } from "~/domain/calls/may-call";
import { mostTries } from "~/domain/calls/tries";
import { phoneInWords } from "~/domain/contact-form";
import { addDays, civilDateAt, daysBetween, type CivilDate } from "~/domain/dates";
import type { DebtorId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import { latestPromise } from "~/domain/pay-link/answer";
import { TemplateError } from "~/domain/templates/liquid";
import { templateFor, type Template } from "~/domain/templates/template";
import { describeEvent, type TimelineLine } from "~/domain/timeline";
import { instantAt } from "~/domain/zone-clock";
import type { App } from "~/server/app.server";
import { composeScript } from "~/services/reminders/compose-reminder.server";
import { readSituations, type DebtorSituation } from "~/services/reminders/situation.server";
import type { Tx } from "~db/client";
import {
  countCalls,
  listCallsDue,
  listCallsLater,
  listLastExchanges,
  readLastPromises,
  type PastEvent,
} from "~db/queries/calls/call-list";
import type { VendorProfile } from "~db/queries/desk/debtor-records";
import { findDebtor } from "~db/queries/desk/debtors";
import { findTemplates } from "~db/queries/messages/templates";

/** A person makes no more calls than this without looking again. */
const callsShown = 15;
const laterShown = 50;
const exchangesShown = 5;

/** What whoever calls needs to know of a debtor before the phone rings. */
export interface CallSheet {
  debtorId: DebtorId;
  phone: string | null;
  /** The same as people read it, with its country code. */
  phoneInWords: string | null;
  /** The debtor's own clock; where their zone is not known, the likeliest one. */
  zone: string;
  isZoneKnown: boolean;
  mayCall: MayCall;
  owed: { currency: Currency; amountMinor: bigint; count: number }[];
  oldestDueOn: CivilDate | null;
  daysLate: number;
  history: (TimelineLine & { at: Date })[];
  script: string | null;
  /** The days that can be promised. */
  promise: { from: CivilDate; to: CivilDate };
}

interface Asked {
  vendor: { id: VendorId; timeZone: string; language: string };
  callerName: string;
  now: Date;
}

/** The calls to be made now, each with all it takes, and those of the rest of the week. */
export async function readCalls({ db }: Pick<App, "db">, asked: Asked) {
  const { vendor, now } = asked;
  const vendorId = vendor.id;
  const today = civilDateAt(now, vendor.timeZone);
  const before = new Date(instantAt(vendor.timeZone, addDays(today, 7), 0));
  return db.asVendor(vendorId, async (tx) => {
    const due = await listCallsDue(tx, { vendorId, now, limit: callsShown });
    const sheets = await readSheets(tx, { ...asked, calls: due });
    return {
      due: due.flatMap(({ debtorId, ...task }) => {
        const sheet = sheets.get(debtorId);
        const { phone, tries } = task;
        const asShown = { phone, phoneInWords: phoneInWords(phone), triesLeft: mostTries - tries };
        return sheet ? [{ ...task, ...sheet, ...asShown }] : [];
      }),
      later: await listCallsLater(tx, { vendorId, now, before, limit: laterShown }),
      count: await countCalls(tx, { vendorId, now }),
    };
  });
}

/** What it takes to call one debtor whom nobody planned to call. Null where there is no such debtor. */
export async function readCallSheet(
  { db }: Pick<App, "db">,
  { debtorId, ...asked }: Asked & { debtorId: DebtorId },
): Promise<(CallSheet & { debtorName: string }) | null> {
  return db.asVendor(asked.vendor.id, async (tx) => {
    const debtor = await findDebtor(tx, { vendorId: asked.vendor.id, debtorId });
    const calls = [{ debtorId, templateKey: "call-first" }];
    const sheet = (await readSheets(tx, { ...asked, calls })).get(debtorId);
    return debtor && sheet ? { ...sheet, debtorName: debtor.name ?? debtor.reference } : null;
  });
}

async function readSheets(
  tx: Tx,
  asked: Asked & { calls: readonly { debtorId: DebtorId; templateKey: string }[] },
): Promise<Map<DebtorId, CallSheet>> {
  const { vendor, calls, callerName, now } = asked;
  const vendorId = vendor.id;
  const debtorIds = calls.map(({ debtorId }) => debtorId);
  if (debtorIds.length === 0) return new Map();
  const known = await readSituations(tx, { vendorId, debtorIds, now, queued: true });
  const events = await listLastExchanges(tx, { vendorId, debtorIds, perDebtor: exchangesShown });
  const promises = await readLastPromises(tx, { vendorId, debtorIds });
  const today = civilDateAt(now, vendor.timeZone);
  const written = new Map<string, Template[]>();
  const sheets = new Map<DebtorId, CallSheet>();
  for (const { debtorId, templateKey: key } of calls) {
    const debtor = known.debtors.get(debtorId);
    if (!debtor) continue;
    if (!written.has(key)) written.set(key, await findTemplates(tx, { vendorId, key, channel: "call" }));
    sheets.set(debtorId, {
      ...standingOf(debtor, now),
      history: historyOf(events, debtorId, vendor.language),
      script: scriptFor(debtor, {
        vendor: known.vendor,
        templates: written.get(key) ?? [],
        promisedOn: promises.get(debtorId) ?? null,
        callerName,
      }),
      promise: { from: today, to: latestPromise(today) },
    });
  }
  return sheets;
}

type Standing = Omit<CallSheet, "history" | "script" | "promise">;

function standingOf({ record, situation, contacts, place, today }: DebtorSituation, now: Date): Standing {
  const asked = balancesToAsk(record, today);
  const balances = asked.kind === "ask" ? asked.balances : record.balances;
  const oldestDueOn = balances[0]?.dueOn ?? null;
  return {
    debtorId: record.id,
    phone: record.phone,
    phoneInWords: phoneInWords(record.phone),
    zone: place.homeZone,
    isZoneKnown: place.zones.length === 1,
    mayCall: mayCall({
      now,
      isReachable: contacts.has("call"),
      nothingToAsk: asked.kind === "nothing" ? asked.reason : null,
      place,
      contacts: situation.contacts,
      limits: situation.limits,
    }),
    owed: [...Map.groupBy(balances, ({ currency }) => currency)].map(([currency, own]) => ({
      currency,
      amountMinor: own.reduce((sum, { outstandingMinor }) => sum + outstandingMinor, 0n),
      count: own.length,
    })),
    oldestDueOn,
    daysLate: oldestDueOn === null ? 0 : Math.max(0, daysBetween(oldestDueOn, today)),
  };
}

function historyOf(events: readonly PastEvent[], debtorId: DebtorId, language: string): CallSheet["history"] {
  return events
    .filter((event) => event.debtorId === debtorId)
    .sort((a, b) => b.occurredAt.getTime() - a.occurredAt.getTime())
    .map((event) => ({ ...describeEvent(event, language), at: event.occurredAt }));
}

/** Null where there is none, or it cannot be filled in: the call can be made without. */
function scriptFor(
  { record, today }: DebtorSituation,
  {
    vendor,
    templates,
    promisedOn,
    callerName,
  }: { vendor: VendorProfile; templates: Template[]; promisedOn: CivilDate | null; callerName: string },
): string | null {
  const language = record.language ?? vendor.language;
  const asked = balancesToAsk(record, today);
  const template = templateFor(templates, [language, vendor.language]);
  if (template === null || asked.kind === "nothing") return null;
  const { name: debtorName } = record;
  const about = { vendor, debtorName, balances: asked.balances, template, language, today };
  try {
    return composeScript({ ...about, promisedOn, callerName });
  } catch (error) {
    if (error instanceof TemplateError) return null;
    throw error;
  }
}
