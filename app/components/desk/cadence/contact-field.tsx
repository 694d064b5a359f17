import { useId } from "react";
import { contactChannels } from "~/domain/vocabulary";
import type { ContactOption } from "~/domain/cadence/contact-option";
import { classNames } from "../class-names";
import { channelWords } from "../words";

/**
 * The channel and the words of a step, in one choice, so that they always belong together: what is written
 * for each channel, and what the step names already even where nothing is.
 */
export function ContactField({
  contacts,
  name,
  defaultValue,
  error,
}: {
  contacts: readonly ContactOption[];
  name: string;
  defaultValue: string;
  error: readonly string[] | undefined;
}) {
  const id = `${name}-${useId()}`;
  const isKnown = contacts.some((one) => valueOf(one) === defaultValue);
  const foreign = contacts.find((one) => valueOf(one) === defaultValue)?.foreign ?? null;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        What goes
      </label>
      <select
        id={id}
        name={name}
        defaultValue={defaultValue}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-notes`}
        className={classNames(
          "min-h-10 w-full rounded-md border bg-surface px-3 py-2 pr-8 text-ink",
          error ? "border-2 border-danger" : "border-line-strong/70",
        )}
      >
        {!isKnown && <option value={defaultValue}>{defaultValue || "Choose"}</option>}
        {contactChannels.map((channel) => (
          <optgroup key={channel} label={channelWords[channel]}>
            {contacts
              .filter((one) => one.channel === channel)
              .map((one) => (
                <option key={one.templateKey} value={valueOf(one)}>
                  {`${channelWords[channel]}: ${one.title}${one.foreign ? ` (${one.foreign} only)` : ""}`}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
      <div id={`${id}-notes`} className="text-sm">
        {error && <p className="font-medium text-danger">{error.join(" ")}</p>}
        {foreign && (
          <p className="text-warn">
            It is not written in your language yet, so it goes in another ({foreign}). Write it under
            Templates.
          </p>
        )}
      </div>
    </div>
  );
}

function valueOf({ channel, templateKey }: ContactOption): string {
  return `${channel}/${templateKey}`;
}
