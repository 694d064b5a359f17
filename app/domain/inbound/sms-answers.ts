import { primary } from "~/domain/templates/template";
import type { ReplyCommand } from "~/domain/sms-replies";

export interface Sender {
  name: string;
  /** How to reach a person there. */
  contact: string;
}

/**
 * What is said back to a text message that is a command, in the language of whoever sent it. HELP names who
 * writes, how to reach them and how to stop it (CTIA Messaging Principles, section 5.1.3); a stop is
 * confirmed once and with nothing else in it (47 CFR 64.1200(a)(12)).
 *
 * @param language BCP 47.
 */
export function smsAnswer(
  command: ReplyCommand,
  senders: readonly Sender[],
  language: string | null,
): string {
  const names = senders.map(({ name }) => name).join(", ");
  const [only, another] = senders;
  const contact = only && !another ? only.contact : null;
  return (primary(language ?? "en") === "es" ? spanish : english)[command](names, contact);
}

type Sentences = Record<ReplyCommand, (names: string, contact: string | null) => string>;

const english: Sentences = {
  stop: (names) => `You will get no more SMS from ${names}.`,
  start: (names) => `You will get SMS from ${names} again.`,
  help: (names, contact) =>
    `${names}: payment reminders by SMS.${contact ? ` Questions? ${contact}.` : ""} Reply STOP to opt out.`,
  wrong_person: (names) => `Thank you for telling us. ${names} will not text this number again.`,
};

const spanish: Sentences = {
  stop: (names) => `No recibirá más SMS de ${names}.`,
  start: (names) => `Volverá a recibir SMS de ${names}.`,
  help: (names, contact) =>
    `${names}: recordatorios de pago por SMS.${contact ? ` ¿Preguntas? ${contact}.` : ""} ` +
    "Responda STOP para no recibir más.",
  wrong_person: (names) => `Gracias por avisarnos. ${names} no volverá a escribir a este número.`,
};
