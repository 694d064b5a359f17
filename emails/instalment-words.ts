import { primary } from "~/domain/templates/template";

/** What a message about an instalment may name, as the debtor reads it. */
export interface InstalmentFacts {
  name: string | null;
  vendor: string;
  number: number;
  count: number;
  amount: string;
  outstanding: string;
  /** The day it is charged, or charged again. */
  on: string;
  card: string | null;
}

interface Words {
  subject: (facts: InstalmentFacts) => string;
  hello: (name: string | null) => string;
  /** A paragraph each. */
  body: (facts: InstalmentFacts) => string[];
  button: (facts: InstalmentFacts) => string;
  /** A template: `what_for` is which instalment, `due` the day. */
  sms: string;
}

type Saying = "notice" | "retry" | "asked";

const helloEnglish = (name: string | null) => (name === null ? "Hello," : `Hello ${name},`);

const english: Record<Saying, Words> = {
  notice: {
    subject: ({ amount, vendor, on }) => `${amount} to ${vendor} will be charged on ${on}`,
    hello: helloEnglish,
    body: ({ number, count, amount, on, card }) => [
      `On ${on}, instalment ${number} of ${count}, ${amount}, will be charged to your card` +
        `${card === null ? "" : ` (${card})`}, as we agreed.`,
      "You do not need to do anything. To pay sooner, or to end the plan, open your page.",
    ],
    button: () => "See your plan",
    sms:
      "{{ vendor.name }}: instalment {{ what_for }}, {{ amount }}, will be charged to your card on " +
      "{{ due }}. Your plan: {{ pay_link }}",
  },
  retry: {
    subject: ({ amount, vendor }) => `${amount} to ${vendor} could not be charged`,
    hello: helloEnglish,
    body: ({ number, count, amount, on }) => [
      `Instalment ${number} of ${count}, ${amount}, could not be charged to your card.`,
      `It will be tried again on ${on}. You do not need to do anything if the card can be charged then. ` +
        "You can also pay it now, with any card.",
    ],
    button: () => "Pay or see your plan",
    sms:
      "{{ vendor.name }}: {{ amount }} ({{ what_for }}) could not be charged. It is tried again on " +
      "{{ due }}, or pay here: {{ pay_link }}",
  },
  asked: {
    subject: ({ outstanding, vendor }) => `Please pay ${outstanding} to ${vendor}`,
    hello: helloEnglish,
    body: ({ number, count, amount, outstanding }) => [
      `Instalment ${number} of ${count}, ${amount}, could not be charged to your card, and the plan is over.`,
      `${outstanding} is outstanding. You can pay it here in a minute, with any card.`,
      "If that is not possible now, the page lets you say so, or just reply to this email.",
    ],
    button: ({ outstanding }) => `Pay ${outstanding}`,
    sms:
      "{{ vendor.name }}: your card could not be charged and the plan has ended. Please pay {{ amount }} " +
      "here: {{ pay_link }}",
  },
};

const helloSpanish = (name: string | null) => (name === null ? "Hola:" : `Hola, ${name}:`);

const spanish: Record<Saying, Words> = {
  notice: {
    subject: ({ amount, vendor, on }) => `El ${on} se cobrarán ${amount} para ${vendor}`,
    hello: helloSpanish,
    body: ({ number, count, amount, on, card }) => [
      `El ${on} se cobrará en su tarjeta${card === null ? "" : ` (${card})`} el plazo ${number} de ` +
        `${count}, ${amount}, según lo acordado.`,
      "No tiene que hacer nada. Para pagar antes o terminar el plan, abra su página.",
    ],
    button: () => "Ver su plan",
    sms:
      "{{ vendor.name }}: el {{ due }} se cobrará en su tarjeta el plazo {{ what_for }}, {{ amount }}. " +
      "Su plan: {{ pay_link }}",
  },
  retry: {
    subject: ({ amount, vendor }) => `No se pudieron cobrar ${amount} para ${vendor}`,
    hello: helloSpanish,
    body: ({ number, count, amount, on }) => [
      `No se pudo cobrar en su tarjeta el plazo ${number} de ${count}, ${amount}.`,
      `Se intentará de nuevo el ${on}. No tiene que hacer nada si entonces la tarjeta admite el cobro. ` +
        "También puede pagarlo ahora con cualquier tarjeta.",
    ],
    button: () => "Pagar o ver su plan",
    sms:
      "{{ vendor.name }}: no se pudo cobrar {{ amount }} ({{ what_for }}). Se intenta de nuevo el " +
      "{{ due }}, o pague aquí: {{ pay_link }}",
  },
  asked: {
    subject: ({ outstanding, vendor }) => `Por favor, pague ${outstanding} a ${vendor}`,
    hello: helloSpanish,
    body: ({ number, count, amount, outstanding }) => [
      `No se pudo cobrar en su tarjeta el plazo ${number} de ${count}, ${amount}, y el plan ha terminado.`,
      `Quedan pendientes ${outstanding}. Puede pagarlos aquí en un minuto con cualquier tarjeta.`,
      "Si ahora no es posible, puede decirlo en la página o responder a este correo.",
    ],
    button: ({ outstanding }) => `Pagar ${outstanding}`,
    sms:
      "{{ vendor.name }}: no se pudo cobrar su tarjeta y el plan ha terminado. Pague {{ amount }} aquí: " +
      "{{ pay_link }}",
  },
};

export function instalmentWords(language: string): Record<Saying, Words> {
  return primary(language) === "es" ? spanish : english;
}
