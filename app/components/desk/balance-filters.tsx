import { Form, useSubmit } from "@remix-run/react";
import { agingBuckets } from "~/domain/aging";
import type { BalanceFilter } from "~/domain/balance-filter";
import { firstDirection } from "~/domain/balance-filter";
import { Button } from "./button";
import { Checkbox, Field, Select } from "./field";

/** What to list. Each choice is part of the address, so a list can be kept, shared and gone back to. */
export function BalanceFilters({
  filter,
  currencies,
}: {
  filter: BalanceFilter;
  currencies: readonly string[];
}) {
  const submit = useSubmit();
  const { state, sort, direction } = filter;
  return (
    <Form
      role="search"
      className="flex flex-wrap items-end gap-3"
      // A changed choice applies at once where there is JavaScript; the button is for where there is none.
      onChange={(event) => {
        if (
          event.target instanceof HTMLSelectElement ||
          (event.target instanceof HTMLInputElement && event.target.type === "checkbox")
        ) {
          submit(event.currentTarget, { preventScrollReset: true });
        }
      }}
      key={JSON.stringify(filter)}
    >
      {state && <input type="hidden" name="state" value={state} />}
      {sort !== "due" && <input type="hidden" name="sort" value={sort} />}
      {direction !== firstDirection[sort] && <input type="hidden" name="order" value={direction} />}
      <Field
        label="Search"
        name="q"
        type="search"
        defaultValue={filter.search}
        className="min-w-56 grow basis-64"
        placeholder="Reference, name or email"
        maxLength={100}
        aria-keyshortcuts="/"
      />
      <Select
        label="Age"
        name="aging"
        defaultValue={filter.aging ?? ""}
        className="grow basis-36 md:max-w-44"
        options={[
          { value: "", label: "Any age" },
          ...agingBuckets.map(({ key, label }) => ({ value: key, label })),
        ]}
      />
      {currencies.length > 1 && (
        <Select
          label="Currency"
          name="currency"
          defaultValue={filter.currency ?? ""}
          className="grow basis-24 md:max-w-32"
          options={[{ value: "", label: "All" }, ...currencies.map((code) => ({ value: code, label: code }))]}
        />
      )}
      <div className="flex min-h-10 items-center">
        <Checkbox label="Answered" name="answered" value="yes" defaultChecked={filter.answered} />
      </div>
      <Button>Search</Button>
    </Form>
  );
}
