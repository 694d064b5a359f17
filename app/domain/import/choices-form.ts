import { type Field, fields } from "./columns";
import { type ImportChoices, importChoicesSchema } from "./plan-reading";

/** The name of a field's select on the review page. */
export function columnControl(field: Field): string {
  return `column.${field}`;
}

/** What was chosen on the review page, from its form or its address; anything odd counts as not chosen. */
export function choicesFromForm(form: URLSearchParams | FormData): ImportChoices {
  const said = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" && value !== "" ? value : null;
  };
  const mapped = fields.flatMap((field): [Field, number][] => {
    const column = said(columnControl(field));
    return column !== null && /^\d{1,4}$/.test(column) ? [[field, Number(column)]] : [];
  });
  const chosen = importChoicesSchema.safeParse({
    // The form says every column; an address without any leaves them to be recognised.
    mapping: fields.some((field) => form.has(columnControl(field))) ? Object.fromEntries(mapped) : null,
    dateOrder: said("dateOrder"),
    decimalMark: said("decimalMark"),
  });
  return chosen.success ? chosen.data : importChoicesSchema.parse({});
}
