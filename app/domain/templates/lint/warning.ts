export const warningKinds = [
  "threat",
  "shaming",
  "false_urgency",
  "mail_filter",
  "missing",
  "sms",
  "length",
] as const;
export type WarningKind = (typeof warningKinds)[number];

/** Something that would serve its writer badly. It can be saved all the same. */
export interface TemplateWarning {
  kind: WarningKind;
  field: "subject" | "body";
  /** The words as they are written; empty for what is missing or too long as a whole. */
  found: string;
  /** Where they begin in the field, in UTF-16 units, and the line that is in, from 1; null for the whole. */
  at: { offset: number; line: number } | null;
  /** What to write instead, or what to do, in a sentence. */
  instead: string;
}
