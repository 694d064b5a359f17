import { plural } from "./words";

/** An email as it arrives. Its HTML can neither run anything nor reach the page around it. */
export function EmailPreview({ to, subject, html }: { to: string | null; subject: string; html: string }) {
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <div className="border-b border-line bg-raised px-4 py-2.5 text-sm">
        {to !== null && <p className="wrap-anywhere text-ink-soft">To {to}</p>}
        <p className="font-medium wrap-anywhere">{subject}</p>
      </div>
      <iframe title="The email" sandbox="" srcDoc={html} className="h-[36rem] w-full bg-white" />
    </div>
  );
}

/** A text message as it arrives, and how it is counted. */
export function SmsPreview({
  to,
  text,
  segments,
  units,
  encoding,
}: {
  to: string | null;
  text: string;
  segments: number;
  units?: number;
  encoding?: string;
}) {
  return (
    <div>
      {to !== null && <p className="pb-2 text-sm wrap-anywhere text-ink-soft">To {to}</p>}
      <p className="max-w-sm rounded-2xl rounded-bl-sm bg-raised px-4 py-3 wrap-anywhere whitespace-pre-wrap">
        {text}
      </p>
      <p className="pt-2 text-sm text-ink-soft">
        {plural(segments, "segment")}
        {units !== undefined && ` · ${units} of 160 characters`}
        {encoding !== undefined && ` · ${encoding}`}
      </p>
    </div>
  );
}

const script =
  "max-w-prose rounded-md border border-line bg-raised px-4 py-3 leading-relaxed wrap-anywhere " +
  "whitespace-pre-wrap";

/** What a person says in a call, as it is read from the page. */
export function ScriptPreview({ text }: { text: string }) {
  return <p className={script}>{text}</p>;
}
