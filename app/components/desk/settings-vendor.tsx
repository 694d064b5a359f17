import { Field } from "./field";
import type { formField } from "./form-field";
import { TimeZoneField } from "./time-zone-field";

type FieldOf = ReturnType<typeof formField>;

/** Who the messages and the page where debtors pay speak for. */
export function VendorFields({ field }: { field: FieldOf }) {
  return (
    <div className="flex flex-col gap-4">
      <Field
        label="Name"
        hint="As debtors know you: in every message and on the page where they pay."
        {...field("name")}
      />
      <Field label="Signed by" hint="A person’s name: people answer people." {...field("signatureName")} />
      <Field label="Answers go to" type="email" {...field("replyToEmail")} />
      <Field
        label="Phone"
        type="tel"
        hint="Shown to debtors who want to call. May be empty."
        {...field("phone")}
      />
      <Field
        label="Postal address"
        hint="At the foot of each email, because the law asks for it."
        {...field("postalAddress")}
      />
    </div>
  );
}

/** What debtors may choose between when they pay. */
export function PayingFields({ field, currency }: { field: FieldOf; currency: string }) {
  return (
    <div className="flex flex-col gap-4">
      <Field
        label="Smallest part payment"
        inputMode="decimal"
        hint={`The least a debtor may pay at once towards what they owe you, in ${currency}. Empty: whole
          balances only.`}
        {...field("partialMinimum")}
      />
      <Field
        label="Most instalments"
        inputMode="numeric"
        hint="In how many a debtor may split what they owe, 2 to 12, charged to the card they let you keep.
          Empty: no plans. In the United States, more than four can count as consumer credit (Regulation Z)."
        {...field("planMaxInstalments")}
      />
      <Field
        label="Smallest instalment"
        inputMode="decimal"
        hint={`No instalment is smaller than this, in ${currency}.`}
        {...field("planMinimum")}
      />
    </div>
  );
}

export function PlaceFields({ field }: { field: FieldOf }) {
  return (
    <div className="flex flex-col gap-4">
      <TimeZoneField
        hint="Where your day begins and ends: it decides what is overdue."
        {...field("timeZone")}
      />
      <Field
        label="Language"
        hint="For amounts here, and for debtors whose language is not known. A code such as en-US."
        {...field("language")}
      />
    </div>
  );
}
