import { channels, type Channel, type MessageState } from "~/domain/vocabulary";
import { channelWords } from "./words";

interface Count {
  channel: Channel;
  state: MessageState;
  count: number;
}

const kinds: { label: string; states: readonly MessageState[] }[] = [
  { label: "sent", states: ["sent", "delivered"] },
  { label: "waiting", states: ["queued", "sending"] },
  { label: "not delivered", states: ["bounced", "complained", "failed", "unknown"] },
  { label: "held", states: ["held"] },
];

/** How many went out on each channel, and what became of the rest. */
export function SentSummary({ counts }: { counts: readonly Count[] }) {
  if (counts.length === 0) return <p className="text-sm text-ink-soft">Nothing was sent.</p>;
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Messages of the last 7 days by channel</caption>
      <thead className="text-left text-xs text-ink-soft">
        <tr>
          <td />
          {kinds.map(({ label }) => (
            <th key={label} scope="col" className="pb-1 text-right font-medium">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => (
          <tr key={channel}>
            <th scope="row" className="py-1 text-left font-normal">
              {channelWords[channel]}
            </th>
            {kinds.map(({ label, states }) => (
              <td key={label} className="py-1 text-right">
                {countOf(counts, channel, states)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function countOf(counts: readonly Count[], channel: Channel, states: readonly MessageState[]): string {
  const own = counts.filter((count) => count.channel === channel && states.includes(count.state));
  return own.reduce((sum, { count }) => sum + count, 0).toLocaleString("en");
}
