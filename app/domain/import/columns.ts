import { z } from "zod";
import { type Outcome, accepted, refused } from "./problem";

/** What a column can mean. The order is the order in which the review page asks for them. */
export const fields = [
  "reference",
  "debtorReference",
  "name",
  "email",
  "phone",
  "description",
  "issuedOn",
  "dueOn",
  "amount",
  "currency",
  "settledOn",
  "amountPaid",
  "amountOutstanding",
  "language",
  "timeZone",
  "country",
  "region",
  "postalCode",
  "kind",
] as const;
export type Field = (typeof fields)[number];

/** The fields a contacts file has; `debtorReference` says whose they are. */
export const contactFields = [
  "debtorReference",
  "name",
  "email",
  "phone",
  "language",
  "timeZone",
  "country",
  "region",
  "postalCode",
  "kind",
] as const;

export const fieldLabels: Record<Field, string> = {
  reference: "Reference",
  debtorReference: "Debtor reference",
  name: "Name",
  email: "Email",
  phone: "Phone",
  description: "Description",
  issuedOn: "Issued on",
  dueOn: "Due on",
  amount: "Amount",
  currency: "Currency",
  settledOn: "Settled on",
  amountPaid: "Amount paid",
  amountOutstanding: "Still outstanding",
  language: "Language",
  timeZone: "Time zone",
  country: "Country",
  region: "State or region",
  postalCode: "Postal code",
  kind: "Consumer or company",
};

/** Which column, counted from 0, holds each field. A field that is missing is not in the file. */
export const columnMappingSchema = z.partialRecord(z.enum(fields), z.int().min(0).max(10_000));
export type ColumnMapping = z.infer<typeof columnMappingSchema>;

/**
 * Common names of each field, best first, in the letters `plainName` leaves. They cover what QuickBooks,
 * Xero, Stripe, FreshBooks and DATEV write, and plain English, German, French and Spanish. `name` stands
 * before `debtorReference` because a lone “Customer” column holds names. A column “Company” holds names too,
 * and makes nobody a company: `readKind` says why.
 */
const commonNames: Record<Field, string> = {
  reference: `
    balancereference invoicenumber invoiceno invoicenum invoicereference invoiceref documentnumber
    documentno docnumber docno billnumber billno rechnungsnummer rechnungsnr belegnummer belegnr
    belegfeld1 numerodefacture numerofactura reference ref number num no transactionnumber transactionno
    invoiceid invoice facture factura transactionid id`,
  name: `
    debtorname customername customerfullname clientname contactname patientname membername tenantname
    fullname name billtoname billingname companyname company organization organisation kundenname
    debitorname nomduclient nom nombre client customer patient tenant billto kunde firma cliente`,
  debtorReference: `
    debtorreference debtorref debtorid debtornumber debtorno debtor customerid customerreference
    customerref customernumber customerno customercode custid custno clientid clientnumber clientno
    contactid patientid memberid accountnumber accountno accountid kundennummer kundennr debitorennummer
    debitorenkonto debitor konto customer client`,
  email: `
    email emailaddress debtoremail customeremail clientemail contactemail billingemail billemail
    primaryemail emailadresse courriel correoelectronico mail`,
  phone: `
    phone phonenumber mobile mobilephone mobilenumber cell cellphone telephone tel debtorphone
    customerphone clientphone contactphone billingphone telefon telefonnummer handy mobil telefono`,
  description: `
    description itemdescription details memodescription memo subject service whatfor for notes
    beschreibung buchungstext leistung libelle concepto item product`,
  dueOn: `
    dueon duedate datedue due duedateutc paymentduedate paymentdue paybydate payby falligkeit falligam
    falligkeitsdatum faelligkeit faelligam zahlbarbis dateecheance echeance fechavencimiento vencimiento`,
  issuedOn: `
    issuedon issuedate dateissued issued invoicedate invoicedon billdate dateofissue documentdate docdate
    rechnungsdatum belegdatum transactiondate txndate datefacture fechafactura createdon createddate
    created createdutc dateutc date datum fecha`,
  amount: `
    invoiceamount invoicetotal billamount balanceamount originalamount amount totalamount amounttotal
    total grandtotal amountinvoiced grossamount gross bruttobetrag rechnungsbetrag betrag umsatz
    montantttc montant importe`,
  currency: "currency currencycode isocurrency waehrung wahrung wkz wkzumsatz devise moneda",
  settledOn: `
    settledon settleddate datesettled settled settlementdate paidon paiddate datepaid paidat paidatutc
    paymentdate fullypaidondate closeddate bezahltam zahlungsdatum`,
  amountPaid: `
    amountpaid paidamount invoiceamountpaid amountsettled amountreceived totalpaid paidtodate payments
    bezahlt montantpaye`,
  amountOutstanding: `
    amountoutstanding outstandingamount outstandingbalance outstanding openbalance openamount
    amountremaining remaining balancedue invoiceamountdue amountdue balance offenerbetrag restbetrag saldo`,
  language: "language lang locale preferredlanguage sprache langue idioma",
  timeZone: "timezone tz zeitzone fuseauhoraire zonahoraria",
  country: `
    country countrycode countryname countryregion debtorcountry customercountry clientcountry billingcountry
    billingcountrycode billtocountry mailingcountry addresscountry homecountry land pays pais`,
  region: `
    region regioncode state statecode stateprovince stateorprovince provincestate stateregion province
    provincecode debtorstate customerstate clientstate billingstate billingstateprovince billingprovince
    billingregion billtostate mailingstate addressstate homestate bundesland`,
  postalCode: `
    postalcode postcode zip zipcode zippostal zippostalcode postalzipcode zippostcode zipcodepostalcode
    debtorzip customerzip clientzip billingzip billingzipcode billingpostalcode billingpostcode billtozip
    mailingzip mailingpostalcode addresszip homezip plz postleitzahl codepostal codigopostal`,
  kind: `
    kind debtorkind debtortype customertype customerkind clienttype contacttype entitytype consumerorcompany
    businessorindividual companyorindividual iscompany isbusiness isconsumer isindividual kundentyp type`,
};

const namesByField = new Map(
  (Object.keys(commonNames) as Field[]).map(
    (field) => [field, commonNames[field].trim().split(/\s+/)] as const,
  ),
);
const allNames = new Set([...namesByField.values()].flat());

export interface Recognition {
  mapping: ColumnMapping;
  /** Fields for which two columns bear the same best name; a person has to say which one is meant. */
  doubtful: { field: Field; columns: number[] }[];
}

/** Finds which column holds what by its name. Each column is used once; the best name of a field wins. */
export function recogniseColumns(header: string[]): Recognition {
  const plain = header.map(plainName);
  const mapping: ColumnMapping = {};
  const doubtful: Recognition["doubtful"] = [];
  const taken = new Set<number>();
  for (const [field, names] of namesByField) {
    const best = names.find((name) => plain.some((found, at) => found === name && !taken.has(at)));
    if (!best) continue;
    const columns = plain.flatMap((found, at) => (found === best && !taken.has(at) ? [at] : []));
    for (const column of columns) taken.add(column);
    const [only, ...others] = columns;
    if (others.length > 0) doubtful.push({ field, columns });
    else if (only !== undefined) mapping[field] = only;
  }
  return { mapping, doubtful };
}

/** The columns recognised, with those that a person named in their place: `reference=InvNo`. */
export function columnsByName(
  header: string[],
  named: readonly { field: string; column: string }[],
): Outcome<ColumnMapping> {
  const { mapping } = recogniseColumns(header);
  for (const { field: fieldName, column } of named) {
    const field = fields.find((known) => plainName(known) === plainName(fieldName));
    if (!field) return refused(`“${fieldName}” is not a field.`, `The fields are ${fields.join(", ")}.`);
    const at = header.findIndex((name) => plainName(name) === plainName(column));
    if (at === -1) return refused(`There is no column “${column}”.`, `The columns are ${header.join(", ")}.`);
    for (const other of fields) if (mapping[other] === at) delete mapping[other];
    mapping[field] = at;
  }
  return accepted(mapping);
}

/** How many cells of a row are common column names; the row of names scores higher than any row of data. */
export function headerScore(cells: string[]): number {
  return cells.filter((cell) => allNames.has(plainName(cell))).length;
}

/** `*Invoice No.`, `invoice_no`, `InvoiceNo` and `Invoice #` are one name; accents are dropped. */
export function plainName(name: string): string {
  return name
    .slice(0, 200)
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replaceAll(/#|№/g, "no")
    .replaceAll(/[^a-z0-9]/g, "");
}

/** The name as the person sees it; a column without one is named like in a spreadsheet. */
export function columnName(header: string[], column: number): string {
  const name = header[column]?.trim();
  return name === undefined || name === "" ? `column ${columnLetters(column)}` : name;
}

/** 0 → A, 25 → Z, 26 → AA. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}

/** What a balance cannot do without, in words; empty when the mapping is enough. */
export function missingFromBalances(mapping: ColumnMapping): string[] {
  const missing: string[] = [];
  if (mapping.reference === undefined) missing.push("a reference (the invoice or bill number)");
  if (WHO.every((field) => mapping[field] === undefined)) {
    missing.push("who owes it (a debtor reference, name, email or phone)");
  }
  if (mapping.dueOn === undefined) missing.push("the due date");
  if (mapping.amount === undefined && mapping.amountOutstanding === undefined) missing.push("the amount");
  return missing;
}

const WHO = ["debtorReference", "name", "email", "phone"] as const;

export function missingFromContacts(mapping: ColumnMapping): string[] {
  const missing: string[] = [];
  if (mapping.debtorReference === undefined) missing.push("the debtor reference");
  if (CONTACT.every((field) => mapping[field] === undefined))
    missing.push("a name, email, phone, language, time zone, place or kind");
  return missing;
}

const CONTACT = contactFields.filter((field) => field !== "debtorReference");
