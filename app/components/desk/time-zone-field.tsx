import type { ReactNode } from "react";
import { Field } from "./field";

const zones = Intl.supportedValuesOf("timeZone");

/** An IANA time zone, found by typing a part of it. */
export function TimeZoneField({
  name,
  ...rest
}: {
  name: string;
  defaultValue: string;
  error?: readonly string[] | undefined;
  hint?: ReactNode;
  required?: boolean;
}) {
  return (
    <>
      <Field
        label="Time zone"
        name={name}
        list={`${name}-zones`}
        autoComplete="off"
        spellCheck={false}
        {...rest}
      />
      <datalist id={`${name}-zones`}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
