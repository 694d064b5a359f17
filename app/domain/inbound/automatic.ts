/** The parts of an email by which a machine's can be told from a person's. */
export interface EmailTraits {
  from: string;
  subject: string;
  /** By name, in whatever capitals. */
  headers: Readonly<Record<string, string>>;
}

/**
 * Whether no person wrote this: `bounce` says that one of ours did not arrive, `auto_reply` that somebody is
 * away, or that a machine took it. Source: RFC 3834 (Auto-Submitted), RFC 3464 (delivery reports), and what
 * mail programs from before them set.
 */
export function automaticKind({ from, subject, headers }: EmailTraits): "bounce" | "auto_reply" | null {
  const header = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]));
  const type = header.get("content-type") ?? "";
  if (/^multipart\/report\b/i.test(type) && /delivery-status/i.test(type)) return "bounce";
  if (header.has("x-failed-recipients") || /^(?:mailer-daemon|postmaster|mail-daemon)@/i.test(from))
    return "bounce";
  if (/^(?:auto-\w+)/i.test(header.get("auto-submitted") ?? "no")) return "auto_reply";
  if (/^(?:bulk|junk|list|auto_reply)$/i.test(header.get("precedence") ?? "")) return "auto_reply";
  if (autoHeaders.some((name) => header.has(name))) return "auto_reply";
  if (/^<\s*>$/.test(header.get("return-path") ?? "")) return "auto_reply";
  if (/^(?:no-?reply|do-?not-?reply|autoreply|auto-?responder)\b/i.test(from)) return "auto_reply";
  return awaySubject.test(subject.trim().slice(0, 200)) ? "auto_reply" : null;
}

const autoHeaders = ["x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply", "list-id"];

const awaySubject = new RegExp(
  `^(?:${[
    ...["automatic reply\\b", "auto(?:matic)?[- ]?(?:reply|response|responder)\\b", "auto:", "autoreply:"],
    ...[
      "out of (?:the )?office\\b",
      "ooo:",
      "away from (?:the )?office\\b",
      "on vacation\\b",
      "vacation reply\\b",
    ],
    ...[
      "respuesta automática\\b",
      "fuera de la oficina\\b",
      "ausente:",
      "réponse automatique\\b",
      "absence\\b",
    ],
    ...["automatische antwort\\b", "abwesenheit", "resposta automática\\b", "risposta automatica\\b"],
    ...["fuori sede\\b", "automatisch antwoord\\b", "undeliver(?:able|ed)\\b"],
  ].join("|")})`,
  "iu",
);
