/** What a debtor means by a text message that is one of the words every network knows. */
export type SmsCommand = "stop" | "start" | "help";

/** Source: CTIA Messaging Principles, section 5.1.3, with the words that Spanish speakers use. */
const commands: Readonly<Record<SmsCommand, readonly string[]>> = {
  stop: [
    "STOP",
    "STOPALL",
    "STOP ALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
    "OPT OUT",
    "ALTO",
    "PARAR",
    "PARE",
    "BAJA",
    "CANCELAR",
    "DETENER",
    "NO MAS",
  ],
  start: ["START", "UNSTOP", "SUBSCRIBE", "ALTA", "INICIAR"],
  help: ["HELP", "INFO", "AYUDA"],
};

/** The command in a reply, however it is capitalised, accented or punctuated; null for anything else. */
export function commandIn(body: string): SmsCommand | null {
  const words = body
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .toUpperCase();
  for (const command of ["stop", "start", "help"] as const)
    if (commands[command].includes(words)) return command;
  return null;
}
