import type { CadenceDraft } from "~/domain/cadence/cadence-form";
import type { CadenceChange } from "~/domain/cadence/change";
import type { CadencePolicy } from "~/domain/cadence/steps";
import { addDays } from "~/domain/dates";
import type { DebtorId, VendorId } from "~/domain/ids";
import { drainJobs } from "~/jobs/drain.server";
import { applyChange } from "~/services/cadences/apply-change.server";
import { previewChange } from "~/services/cadences/preview-change.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { contactSchedules, messages, reminders } from "~db/schema";
import { listCadences, type Cadence } from "~db/queries/reminders/cadences";
import { addDebtor, makeOverdueDebtor, type MessageOffice } from "./message-office";
import type { Vendor } from "./vendor";

/** A Tuesday, ten in the morning in New York. */
export const tuesday = new Date("2026-03-10T14:00:00Z");
const today = "2026-03-10";
const dayMs = 86_400_000;
export const later = (days: number) => new Date(tuesday.getTime() + days * dayMs);

/** What an edit to these steps asks for; it stays the default under its name unless said otherwise. */
export function editTo(
  policy: CadencePolicy,
  said: Partial<CadenceDraft> = {},
): Extract<CadenceChange, { kind: "edit" }> {
  const { repeatEveryDays, steps } = policy;
  const draft = { name: "Friendly", use: "default" as const, repeatEveryDays, steps: [...steps], ...said };
  return { kind: "edit", draft };
}

/** What a vendor's staff and the sweep do with cadences, and what is then there. */
export function cadenceDesk(office: MessageOffice) {
  const at = (time: Date) => (office.clock.now = time);
  const sweep = async () => {
    const result = await planDueReminders(office.app, { now: office.clock.now, limit: 100_000 });
    if (result.planned > 0) await drainJobs(office.app);
    return result;
  };
  /** Lives on until then, from one look that is due at this vendor to the next. */
  async function live(vendorId: VendorId, until: Date): Promise<void> {
    for (;;) {
      const due = (await schedulesOf(vendorId)).flatMap(({ nextCheckAt: time }) => (time ? [time] : []));
      const next = new Date(Math.min(...due.map((time) => time.getTime()), until.getTime()));
      if (next > office.clock.now) at(next);
      if (next >= until) return;
      await sweep();
    }
  }
  const inVendor = <T>(vendorId: VendorId, fn: Parameters<typeof office.app.db.asVendor<T>>[1]) =>
    office.app.db.asVendor(vendorId, fn);
  const remindersOf = (vendorId: VendorId) =>
    inVendor(vendorId, (tx) => tx.select().from(reminders).orderBy(reminders.plannedFor));
  const messagesOf = (vendorId: VendorId) =>
    inVendor(vendorId, (tx) => tx.select().from(messages).orderBy(messages.queuedAt));
  const schedulesOf = (vendorId: VendorId) => inVendor(vendorId, (tx) => tx.select().from(contactSchedules));
  const cadencesOf = (vendorId: VendorId) => inVendor(vendorId, (tx) => listCadences(tx, { vendorId }));

  async function cadenceOf(vendorId: VendorId, name = "Friendly"): Promise<Cadence> {
    const found = (await cadencesOf(vendorId)).find((cadence) => cadence.name === name);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  }

  async function change(vendor: Vendor, wanted: CadenceChange, cadence?: Cadence) {
    const { id: cadenceId, version } = cadence ?? (await cadenceOf(vendor.id));
    return applyChange(office.app, { vendor, cadenceId, version, change: wanted, now: office.clock.now });
  }

  async function preview(vendor: Vendor, wanted: CadenceChange, cadence?: Cadence) {
    const { id: cadenceId } = cadence ?? (await cadenceOf(vendor.id));
    return previewChange(office.app, { vendor, cadenceId, change: wanted, now: office.clock.now });
  }

  /** Debtors whose balances fell due so many days ago, who have been in the default cadence ever since. */
  async function underWay(daysAgo: readonly number[]): Promise<{ vendor: Vendor; debtors: DebtorId[] }> {
    const longest = Math.max(...daysAgo);
    at(later(-longest));
    const [first = 1, ...others] = daysAgo;
    const dueOn = (days: number) => addDays(today, -days);
    const { vendor, debtor } = await makeOverdueDebtor(office, { balances: [{ dueOn: dueOn(first) }] });
    const debtors = [debtor.id];
    for (const days of others) {
      debtors.push((await addDebtor(office, vendor, { balances: [{ dueOn: dueOn(days) }] })).id);
    }
    await live(vendor.id, tuesday);
    return { vendor, debtors };
  }
  return {
    at,
    sweep,
    live,
    inVendor,
    remindersOf,
    messagesOf,
    schedulesOf,
    cadencesOf,
    cadenceOf,
    change,
    preview,
    underWay,
  };
}
