import { nominalDays } from "~/domain/cadence/describe";
import type { CadenceStep } from "~/domain/cadence/steps";
import type { ContactChannel } from "~/domain/vocabulary";
import { plural } from "../words";

/**
 * The steps of a cadence on a line of days, each as a mark of its channel: a disc for an email, a square for
 * an SMS, a triangle for a call. What it shows is said in words beside it.
 */
export function CadenceLine({
  steps,
  repeatEveryDays,
}: {
  steps: readonly CadenceStep[];
  repeatEveryDays: number;
}) {
  const days = nominalDays({ steps, repeatEveryDays });
  const marks = steps
    .filter(({ anchor }) => anchor !== "answer")
    .map(({ position, channel }) => ({ position, channel, day: days.get(position) ?? 0 }));
  if (marks.length === 0) return <p className="text-sm text-ink-soft">No steps yet.</p>;
  const all = marks.map(({ day }) => day);
  const first = Math.min(0, ...all);
  const last = Math.max(30, ...all);
  // Room at both ends for half a mark and half a number.
  const at = (day: number) => `${(3 + (94 * (day - first)) / (last - first)).toFixed(2)}%`;
  return (
    <svg width="100%" height="42" role="img" aria-label={summaryOf(marks)} className="block">
      <line x1={at(first)} x2={at(last)} y1="16" y2="16" className="stroke-line-strong" />
      {ticksOf(last).map((day) => (
        <g key={day}>
          <line x1={at(day)} x2={at(day)} y1="16" y2="24" className="stroke-line-strong" />
          <text x={at(day)} y="38" textAnchor="middle" className="fill-ink-soft text-[0.6875rem]">
            {day === 0 ? "due" : day}
          </text>
        </g>
      ))}
      {marks.map(({ position, channel, day }) => (
        <svg key={position} x={at(day)} y="16" overflow="visible">
          <ChannelMark channel={channel} />
        </svg>
      ))}
    </svg>
  );
}

/** About four numbers, whatever the length. */
function ticksOf(last: number): number[] {
  const gap = [10, 15, 30, 60, 90, 180].find((days) => last / days <= 4) ?? 365;
  return Array.from({ length: Math.floor(last / gap) + 1 }, (_, index) => index * gap);
}

const tones: Record<ContactChannel, string> = {
  email: "fill-accent",
  sms: "fill-ink-soft",
  call: "fill-warn",
};

function ChannelMark({ channel }: { channel: ContactChannel }) {
  const className = `${tones[channel]} stroke-surface`;
  if (channel === "email") return <circle r="5" className={className} />;
  if (channel === "sms") return <rect x="-4.5" y="-4.5" width="9" height="9" className={className} />;
  return <path d="M0-6 6 5H-6Z" className={className} />;
}

export function ChannelKey() {
  const names = [
    ["email", "Email"],
    ["sms", "SMS"],
    ["call", "Call"],
  ] as const;
  return (
    <p className="flex flex-wrap gap-x-4 text-xs text-ink-soft">
      {names.map(([channel, name]) => (
        <span key={channel} className="inline-flex items-center gap-1.5">
          <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
            <ChannelMark channel={channel} />
          </svg>
          {name}
        </span>
      ))}
    </p>
  );
}

function summaryOf(marks: readonly { channel: ContactChannel; day: number }[]): string {
  const count = (channel: ContactChannel) => marks.filter((mark) => mark.channel === channel).length;
  const parts = [
    plural(count("email"), "email"),
    plural(count("sms"), "SMS", "SMS"),
    plural(count("call"), "call"),
  ];
  const days = marks.map(({ day }) => day);
  return `${parts.join(", ")}, from day ${Math.min(...days)} to day ${Math.max(...days)}`;
}
