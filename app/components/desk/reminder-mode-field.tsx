import { reminderModes } from "~/domain/vendor-form";

const effects: Record<(typeof reminderModes)[number], { label: string; effect: string }> = {
  automatic: {
    label: "Automatic",
    effect:
      "Reminders go out by themselves, at lawful hours, until a balance is settled or its debtor answers.",
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

const choice =
  "flex items-start gap-3 rounded-md border border-line px-3 py-2.5 " +
  "has-checked:border-accent has-checked:bg-accent-soft";

/** How far Tenfold goes by itself; each choice says what it does. */
export function ReminderModeField({
  name,
  defaultValue,
  error,
}: {
  name: string;
  defaultValue: string;
  error?: readonly string[] | undefined;
}) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">How far reminders go by themselves</legend>
      {error && <p className="text-sm font-medium text-danger">{error.join(" ")}</p>}
      {reminderModes.map((mode) => (
        <label key={mode} className={choice}>
          <input
            type="radio"
            name={name}
            value={mode}
            defaultChecked={mode === defaultValue}
            className="mt-1 accent-accent"
          />
          <span>
            <span className="font-medium">{effects[mode].label}</span>
            <span className="block text-sm text-ink-soft">{effects[mode].effect}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
