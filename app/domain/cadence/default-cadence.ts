import type { CadenceStep } from "./steps";

/**
 * What a vendor starts with: asked the morning after the due date, then at other times of day and on the
 * other channel, further and further apart, and every thirty days after that. Nothing is silently dropped.
 */
export const defaultCadence: { name: string; steps: readonly CadenceStep[] } = {
  name: "Friendly",
  steps: [
    { position: 0, channel: "email", templateKey: "overdue", offsetDays: 1, localHour: 9 },
    { position: 1, channel: "sms", templateKey: "overdue", offsetDays: 4, localHour: 12 },
    { position: 2, channel: "email", templateKey: "overdue-again", offsetDays: 10, localHour: 18 },
    { position: 3, channel: "sms", templateKey: "overdue-again", offsetDays: 17, localHour: 17 },
    { position: 4, channel: "email", templateKey: "overdue-again", offsetDays: 30, localHour: 10 },
  ],
};
