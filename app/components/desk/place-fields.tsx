import { countries, countryName } from "~/domain/place/country-names";
import { namedRegions } from "~/domain/place/region-names";
import { Field, Select } from "./field";
import type { formField } from "./form-field";

const kinds = [
  { value: "", label: "Not known: taken for a consumer" },
  { value: "consumer", label: "Consumer" },
  { value: "company", label: "Company" },
];

/** Where a debtor is and what they are: it decides which law their reminders keep to. */
export function PlaceFields({ field }: { field: ReturnType<typeof formField> }) {
  return (
    <>
      <Field
        label="Country"
        list="countries"
        autoComplete="off"
        spellCheck={false}
        hint="Its name in English or its two letters. It decides which law reminders keep to."
        {...field("country")}
      />
      <datalist id="countries">
        {countries.map(({ code, name }) => (
          <option key={code} value={name} />
        ))}
      </datalist>
      <Field
        label="State, province or territory"
        list="regions"
        autoComplete="off"
        spellCheck={false}
        hint="In the United States, Canada and Australia: its name or code, such as Massachusetts or MA."
        {...field("region")}
      />
      <datalist id="regions">
        {namedRegions.map(({ code, country, name }) => (
          <option key={code} value={name} label={countryName(country)} />
        ))}
      </datalist>
      <Field
        label="Postal code"
        autoComplete="off"
        className="max-w-48"
        hint="Tells cities with rules of their own."
        {...field("postalCode")}
      />
      <Select
        label="Kind"
        options={kinds}
        hint="The law protects consumers more; only what is surely a company should be one."
        {...field("kind")}
      />
    </>
  );
}
