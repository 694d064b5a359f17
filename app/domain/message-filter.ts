import { z } from "zod";
import {
  channels,
  messagePurposes,
  type Channel,
  type MessagePurpose,
  type MessageState,
} from "./vocabulary";

/** The states of a message as a vendor asks for them. */
export const messageStateGroups = {
  sent: { label: "Sent", states: ["sent", "delivered"] },
  waiting: { label: "Waiting", states: ["queued", "sending"] },
  failed: { label: "Not delivered", states: ["failed", "unknown", "bounced", "complained"] },
  held: { label: "Held", states: ["held"] },
} as const satisfies Record<string, { label: string; states: readonly MessageState[] }>;

export type MessageStateGroup = keyof typeof messageStateGroups;
export const messageStateGroupNames = [
  "sent",
  "waiting",
  "failed",
  "held",
] as const satisfies readonly MessageStateGroup[];

export interface MessageFilter {
  channel: Channel | null;
  purpose: MessagePurpose | null;
  group: MessageStateGroup | null;
}

const schema = z.object({
  channel: z.enum(channels).nullable().catch(null),
  purpose: z.enum(messagePurposes).nullable().catch(null),
  group: z.enum(messageStateGroupNames).nullable().catch(null),
});

/** Reads what to list from an address; what it does not understand is left out. */
export function readMessageFilter(params: URLSearchParams): MessageFilter {
  return schema.parse({
    channel: params.get("channel"),
    purpose: params.get("purpose"),
    group: params.get("state"),
  });
}

export function messageFilterParams({ channel, purpose, group }: MessageFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (channel) params.set("channel", channel);
  if (purpose) params.set("purpose", purpose);
  if (group) params.set("state", group);
  return params;
}
