const choice =
  "flex items-start gap-3 rounded-md border border-line px-3 py-2.5 " +
  "has-checked:border-accent has-checked:bg-accent-soft";

/** A few ways of doing something, each with what it does; one is chosen. */
export function ChoiceField({
  legend,
  isLegendShown = false,
  name,
  defaultValue,
  choices,
  error,
}: {
  legend: string;
  isLegendShown?: boolean;
  name: string;
  defaultValue: string;
  choices: readonly { value: string; label: string; effect: string }[];
  error?: readonly string[] | undefined;
}) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className={isLegendShown ? "pb-1 text-sm font-medium" : "sr-only"}>{legend}</legend>
      {error && <p className="text-sm font-medium text-danger">{error.join(" ")}</p>}
      {choices.map(({ value, label, effect }) => (
        <label key={value} className={choice}>
          <input
            type="radio"
            name={name}
            value={value}
            defaultChecked={value === defaultValue}
            className="mt-1 accent-accent"
          />
          <span>
            <span className="font-medium">{label}</span>
            <span className="block text-sm text-ink-soft">{effect}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
