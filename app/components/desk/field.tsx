import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from "react";
import { classNames } from "./class-names";

interface FieldText {
  label: string;
  name: string;
  /** What to write and why it matters, said before it goes wrong. */
  hint?: ReactNode;
  /** What is wrong and what to do, or several of them. */
  error?: string | readonly string[] | undefined;
}

const control =
  "w-full min-h-10 rounded-md border bg-surface px-3 py-2 text-ink placeholder:text-ink-soft/70 " +
  "disabled:bg-raised disabled:text-ink-soft";

export function Field({
  label,
  name,
  hint,
  error,
  className,
  ...rest
}: FieldText & InputHTMLAttributes<HTMLInputElement>) {
  const parts = useFieldParts({ name, hint, error });
  return (
    <FieldFrame label={label} hint={hint} error={error} parts={parts} className={className}>
      <input {...parts.attributes} name={name} className={parts.controlClass} {...rest} />
    </FieldFrame>
  );
}

export function TextArea({
  label,
  name,
  hint,
  error,
  className,
  ...rest
}: FieldText & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const parts = useFieldParts({ name, hint, error });
  return (
    <FieldFrame label={label} hint={hint} error={error} parts={parts} className={className}>
      <textarea {...parts.attributes} name={name} className={parts.controlClass} {...rest} />
    </FieldFrame>
  );
}

export interface SelectOption {
  value: string;
  label: string;
}

export function Select({
  label,
  name,
  hint,
  error,
  options,
  className,
  ...rest
}: FieldText & { options: readonly SelectOption[] } & SelectHTMLAttributes<HTMLSelectElement>) {
  const parts = useFieldParts({ name, hint, error });
  return (
    <FieldFrame label={label} hint={hint} error={error} parts={parts} className={className}>
      <select {...parts.attributes} name={name} className={classNames(parts.controlClass, "pr-8")} {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

export function Checkbox({
  label,
  name,
  hint,
  error,
  ...rest
}: FieldText & InputHTMLAttributes<HTMLInputElement>) {
  const parts = useFieldParts({ name, hint, error });
  return (
    <div>
      <label className="flex items-start gap-2.5">
        <input
          type="checkbox"
          {...parts.attributes}
          name={name}
          className="mt-1 size-4 accent-accent"
          {...rest}
        />
        <span>{label}</span>
      </label>
      <FieldNotes hint={hint} error={error} parts={parts} />
    </div>
  );
}

function useFieldParts({ name, hint, error }: Pick<FieldText, "name" | "hint" | "error">) {
  const id = `${name}-${useId()}`;
  const wrong = asList(error).length > 0;
  const hintId = hint ? `${id}-hint` : null;
  const errorId = wrong ? `${id}-error` : null;
  const describedBy = [errorId, hintId].filter((value) => value !== null).join(" ");
  return {
    hintId,
    errorId,
    controlClass: classNames(control, wrong ? "border-danger border-2" : "border-line-strong/70"),
    attributes: {
      id,
      ...(wrong && { "aria-invalid": true }),
      ...(describedBy && { "aria-describedby": describedBy }),
    },
  };
}

function FieldFrame({
  label,
  hint,
  error,
  parts,
  className,
  children,
}: Pick<FieldText, "label" | "hint" | "error"> & {
  parts: ReturnType<typeof useFieldParts>;
  className: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className={classNames("flex flex-col gap-1", className)}>
      <label htmlFor={parts.attributes.id} className="text-sm font-medium">
        {label}
      </label>
      {children}
      <FieldNotes hint={hint} error={error} parts={parts} />
    </div>
  );
}

function FieldNotes({
  hint,
  error,
  parts,
}: Pick<FieldText, "hint" | "error"> & { parts: ReturnType<typeof useFieldParts> }) {
  return (
    <>
      {parts.errorId && (
        <p id={parts.errorId} className="text-sm text-danger font-medium">
          {asList(error).join(" ")}
        </p>
      )}
      {parts.hintId && (
        <p id={parts.hintId} className="text-sm text-ink-soft">
          {hint}
        </p>
      )}
    </>
  );
}

function asList(error: FieldText["error"]): readonly string[] {
  return error === undefined ? [] : typeof error === "string" ? [error] : error;
}
