import type { english } from "./english";

export type MessageKey = keyof typeof english;
export type Messages = Readonly<Record<MessageKey, string>>;
