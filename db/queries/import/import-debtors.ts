import { sql } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import type { Tx } from "~db/client";
import type { DebtorId, ImportId, VendorId } from "~/domain/ids";
import type { Contact } from "~/domain/import/cells/contact";
import type { DebtorOfFile } from "~/domain/import/rows/debtors-of-file";
import { rowChunks } from "./import-chunks";

export interface FoundDebtors {
  /** By the reference that stands for the debtor in the file. */
  idByReference: Map<string, DebtorId>;
  newDebtors: number;
}

/**
 * Finds or makes each debtor of a file: by reference, or where the file has none by email or phone. A name
 * alone finds only a debtor made from that name, since two people may share one.
 */
export async function findOrMakeDebtors(
  tx: Tx,
  {
    vendorId,
    importId,
    debtors,
  }: { vendorId: VendorId; importId: ImportId; debtors: readonly DebtorOfFile[] },
): Promise<FoundDebtors> {
  const idByReference = new Map<string, DebtorId>();
  let newDebtors = 0;
  for (const part of rowChunks(debtors)) {
    await findByContact(tx, { vendorId, debtors: part, idByReference });
    const unknown = part.filter(({ reference }) => !idByReference.has(reference));
    newDebtors += await insertDebtors(tx, { vendorId, importId, debtors: unknown, idByReference });
    await findByReference(tx, { vendorId, debtors: unknown, idByReference });
  }
  return { idByReference, newDebtors };
}

/** The debtors of a file that are here, by the reference that stands for each in the file; makes none. */
export async function findDebtors(
  tx: Tx,
  { vendorId, debtors }: { vendorId: VendorId; debtors: readonly DebtorOfFile[] },
): Promise<Map<string, DebtorId>> {
  const idByReference = new Map<string, DebtorId>();
  for (const part of rowChunks(debtors)) {
    await findByContact(tx, { vendorId, debtors: part, idByReference });
    await findByReference(tx, { vendorId, debtors: part, idByReference });
  }
  return idByReference;
}

interface Search {
  vendorId: VendorId;
  debtors: readonly DebtorOfFile[];
  idByReference: Map<string, DebtorId>;
}

/**
 * A debtor made from the same reference comes before one that has the email or phone; then the one known
 * longest.
 */
async function findByContact(tx: Tx, { vendorId, debtors, idByReference }: Search): Promise<void> {
  const sought = debtors.filter(({ by }) => by === "email" || by === "phone");
  if (sought.length === 0) return;
  const rows = await tx.execute<{ reference: string; id: DebtorId }>(sql`
    with sought as (
      select * from json_to_recordset(${JSON.stringify(sought)}::json) as one (reference text, by text)
    ), found as (
      select sought.reference, debtors.id, debtors.created_at, 0 as rank
        from sought join debtors on debtors.reference = sought.reference where vendor_id = ${vendorId}
      union all
      select sought.reference, debtors.id, debtors.created_at, 1
        from sought join debtors on debtors.email = sought.reference
        where vendor_id = ${vendorId} and by = 'email'
      union all
      select sought.reference, debtors.id, debtors.created_at, 1
        from sought join debtors on debtors.phone = sought.reference
        where vendor_id = ${vendorId} and by = 'phone'
    )
    select distinct on (reference) reference, id from found order by reference, rank, created_at, id`);
  for (const { reference, id } of rows) idByReference.set(reference, id);
}

async function insertDebtors(
  tx: Tx,
  { vendorId, importId, debtors, idByReference }: Search & { importId: ImportId },
): Promise<number> {
  if (debtors.length === 0) return 0;
  const rows = debtors.map(({ reference, contact, country }) => ({
    id: uuid(),
    reference,
    ...contact,
    time_zone: contact.timeZone,
    postal_code: contact.postalCode,
    country,
  }));
  const inserted = await tx.execute<{ reference: string; id: DebtorId }>(sql`
    insert into debtors
      (vendor_id, id, reference, name, email, phone, language, time_zone, country, region, postal_code, kind,
       import_id)
    select ${vendorId}, id, reference, name, email, phone, language, time_zone, country, region, postal_code,
      kind, ${importId}
    from json_to_recordset(${JSON.stringify(rows)}::json) as one
      (id uuid, reference text, name text, email text, phone text, language text, time_zone text,
       country text, region text, postal_code text, kind text)
    on conflict (vendor_id, reference) do nothing returning reference, id`);
  for (const { reference, id } of inserted) idByReference.set(reference, id);
  return inserted.length;
}

async function findByReference(tx: Tx, { vendorId, debtors, idByReference }: Search): Promise<void> {
  const sought = debtors
    .map(({ reference }) => reference)
    .filter((reference) => !idByReference.has(reference));
  if (sought.length === 0) return;
  const rows = await tx.execute<{ reference: string; id: DebtorId }>(sql`
    select reference, id from debtors
      join json_array_elements_text(${JSON.stringify(sought)}::json) as sought (reference) using (reference)
      where vendor_id = ${vendorId}`);
  for (const { reference, id } of rows) idByReference.set(reference, id);
}

export interface ContactToFill extends Contact {
  debtorId: DebtorId;
}

/** A region goes with its own country only, whichever of the two was known before. */
const regionFits = sql`said.region is not null
  and coalesce(debtors.country, said.country) = left(said.region, 2)`;
const countryFits = sql`said.country is not null
  and (debtors.region is null or left(debtors.region, 2) = said.country)`;

/**
 * Fills in what is not known about debtors and leaves what is: a debtor's own choice, and anything a person
 * corrected, outlives every file. Returns the debtors that learned something.
 */
export async function fillBlankContacts(
  tx: Tx,
  { vendorId, contacts }: { vendorId: VendorId; contacts: readonly ContactToFill[] },
): Promise<Set<DebtorId>> {
  const filled = new Set<DebtorId>();
  for (const part of rowChunks(contacts)) {
    const rows = await tx.execute<{ id: DebtorId }>(sql`
      update debtors set
        name = coalesce(debtors.name, said.name), email = coalesce(debtors.email, said.email),
        phone = coalesce(debtors.phone, said.phone), language = coalesce(debtors.language, said.language),
        time_zone = coalesce(debtors.time_zone, said."timeZone"),
        country = coalesce(debtors.country, case when ${countryFits} then said.country end),
        region = coalesce(debtors.region, case when ${regionFits} then said.region end),
        postal_code = coalesce(debtors.postal_code, said."postalCode"),
        kind = coalesce(debtors.kind, said.kind), updated_at = now()
      from json_to_recordset(${JSON.stringify(part)}::json) as said
        ("debtorId" uuid, name text, email text, phone text, language text, "timeZone" text, country text,
         region text, "postalCode" text, kind text)
      where vendor_id = ${vendorId} and id = said."debtorId" and (
        (debtors.name is null and said.name is not null) or
        (debtors.email is null and said.email is not null) or
        (debtors.phone is null and said.phone is not null) or
        (debtors.language is null and said.language is not null) or
        (debtors.time_zone is null and said."timeZone" is not null) or
        (debtors.country is null and ${countryFits}) or (debtors.region is null and ${regionFits}) or
        (debtors.postal_code is null and said."postalCode" is not null) or
        (debtors.kind is null and said.kind is not null))
      returning debtors.id`);
    for (const { id } of rows) filled.add(id);
  }
  return filled;
}

export type KnownDebtor = Pick<Contact, keyof Contact> & { id: DebtorId; reference: string };

export async function debtorsByReference(
  tx: Tx,
  { vendorId, references }: { vendorId: VendorId; references: readonly string[] },
): Promise<Map<string, KnownDebtor>> {
  const found = new Map<string, KnownDebtor>();
  for (const part of rowChunks(references)) {
    const rows = await tx.execute<KnownDebtor>(sql`
      select id, reference, name, email, phone, language, time_zone as "timeZone", country, region,
        postal_code as "postalCode", kind
      from debtors
      join json_array_elements_text(${JSON.stringify(part)}::json) as sought (reference) using (reference)
      where vendor_id = ${vendorId}`);
    for (const row of rows) found.set(row.reference, row);
  }
  return found;
}
