import { brandButton, contrast } from "../pay/brand-button";
import { Field } from "./field";

const page = { page: "#ffffff", line: "#7f817c" };

/** The vendor's colour, with the button debtors will see in it and how well its text reads. */
export function BrandColorField({
  name,
  defaultValue,
  error,
}: {
  name: string;
  defaultValue: string;
  error?: readonly string[] | undefined;
}) {
  const isColor = /^#[0-9a-f]{6}$/i.test(defaultValue);
  const { text, edge } = brandButton(isColor ? defaultValue : "#1f5f4a", page);
  const ratio = isColor ? contrast(defaultValue, text) : 0;
  return (
    <div className="flex flex-wrap items-end gap-4">
      <Field
        label="Colour"
        name={name}
        defaultValue={defaultValue}
        error={error}
        className="min-w-48 grow"
        spellCheck={false}
        hint="For the button and the rule on the page where debtors pay, as # and six digits."
      />
      {isColor && (
        <div className="flex flex-col items-start gap-1">
          <span
            className="rounded-md border px-5 py-2.5 text-sm font-medium"
            aria-hidden="true"
            style={{ backgroundColor: defaultValue, color: text, borderColor: edge }}
          >
            Pay $45.00
          </span>
          <span className="text-sm text-ink-soft">Text on it reads at {ratio.toFixed(1)} to 1</span>
        </div>
      )}
    </div>
  );
}
