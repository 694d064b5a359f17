import type { Channel } from "~/domain/vocabulary";

/** How a debtor can be answered now: by the channel they wrote on last, or why not. */
export type Answerable =
  | { kind: "can"; channel: Channel; contact: string; subject: string | null }
  | { kind: "cannot"; reason: string }
  /** They never wrote. */
  | { kind: "nothing_to_answer" };
