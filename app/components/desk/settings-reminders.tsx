import { Link } from "@remix-run/react";
import { holdoutDays } from "~/domain/holdout";
import { reminderModes } from "~/domain/vendor-form";
import { contactPolicies, type ContactPolicy } from "~/domain/vocabulary";
import { ChoiceField } from "./choice-field";
import { Checkbox, Field } from "./field";
import type { formField } from "./form-field";

type FieldOf = ReturnType<typeof formField>;

const modes: Record<(typeof reminderModes)[number], { label: string; effect: string }> = {
  automatic: {
    label: "Automatic",
    effect:
      "Reminders go out by themselves, at lawful hours, until a balance is settled or its debtor answers.",
  },
  approval: {
    label: "Approval",
    effect: `Reminders are prepared, and go once one of you has released the day’s batch under Today. What
      waits when you change this goes on waiting there: it is released by one of you or not at all.`,
  },
  dry_run: {
    label: "Dry run",
    effect: "Everything is planned and shown, and nothing at all is sent.",
  },
  off: {
    label: "Off",
    effect: "Nothing is planned and nothing goes out by itself. You can still send one by hand.",
  },
};

/** How far Tenfold goes by itself; each choice says what it does. */
export function ReminderModeField({ field }: { field: FieldOf }) {
  return (
    <ChoiceField
      legend="How far reminders go by themselves"
      choices={reminderModes.map((value) => ({ value, ...modes[value] }))}
      {...field("reminderMode")}
    />
  );
}

const policies: Record<ContactPolicy, { label: string; effect: string }> = {
  careful: {
    label: "Careful",
    effect: `The law where the debtor is, and beside it a limit of ours that is right nearly everywhere: at
      most 3 contacts a week and 10 a month, 2 a week of them by SMS or call, from nine to eight, never on
      Sundays or public holidays. The stricter one wins.`,
  },
  law: {
    label: "The law alone",
    effect: `Only what the law says where the debtor is, as far as we know that place; where we do not, the
      careful limits. More reminders can go, and knowing that law is yours to do.`,
  },
};

/** Which rules hold for every contact, whatever a cadence asks for. */
export function ContactRulesFields({ field }: { field: FieldOf }) {
  const { name, defaultValue, error } = field("collectsForOthers");
  return (
    <div className="flex flex-col gap-5">
      <ChoiceField
        legend="Which rules reminders keep to"
        choices={contactPolicies.map((value) => ({ value, ...policies[value] }))}
        {...field("contactPolicy")}
      />
      <Checkbox
        label="We collect for others"
        name={name}
        error={error}
        defaultChecked={defaultValue === "on"}
        hint="Tick it if what is owed belongs, or belonged, to another business. Stricter law then holds, such
          as Regulation F in the United States."
      />
    </div>
  );
}

/** What it takes to know whether reminding is worth it. */
export function MeasuringFields({ field, currency }: { field: FieldOf; currency: string }) {
  return (
    <div className="flex flex-col gap-4">
      <Field
        label="Held out, in per cent"
        inputMode="numeric"
        className="max-w-md"
        hint={
          <>
            Of those about to get their first reminder, this share, drawn by lot, is left alone for{" "}
            {holdoutDays} days and reminded like anyone after that. It costs what reminders would have brought
            in from them meanwhile, or brings it later. What it buys is the one honest answer to whether
            reminding works:{" "}
            <Link to="/desk/effect" className="underline">
              Effect
            </Link>{" "}
            compares the two groups. 0 to 50; empty: nobody. 10 is a fair start, kept the same for some
            months.
          </>
        }
        {...field("holdoutPercent")}
      />
      <Field
        label="Cost of an email"
        inputMode="decimal"
        className="max-w-md"
        hint={`What your provider asks for one, in ${currency}, such as 0.0004. It counts from the next
          message on.`}
        {...field("emailCost")}
      />
      <Field
        label="Cost of an SMS segment"
        inputMode="decimal"
        className="max-w-md"
        hint={`One SMS has one segment or more, each costing this much, in ${currency}, such as 0.0083.`}
        {...field("smsSegmentCost")}
      />
    </div>
  );
}
