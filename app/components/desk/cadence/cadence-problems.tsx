import type { FormProblems } from "~/domain/cadence/cadence-form";
import { Notice } from "../badge";

/** All that is wrong with the form, each with a way to its row. */
export function CadenceProblems({ problems }: { problems: FormProblems }) {
  const places = Object.entries(problems).map(([name, messages]) => {
    const step = /^steps\.(\d+)\./.exec(name)?.[1];
    return { name, step: step === undefined ? null : Number(step) + 1, message: messages.join(" ") };
  });
  return (
    <Notice tone="danger" title="Nothing was saved: this is to be mended first.">
      <ul className="list-disc pl-5">
        {places.map(({ name, step, message }) => (
          <li key={name}>
            {step === null ? (
              message
            ) : (
              <>
                <a href={`#step-${step}`} className="underline">
                  Step {step}
                </a>
                : {message}
              </>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
