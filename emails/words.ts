import { primary } from "~/domain/templates/template";

/** The words around what the vendor wrote: footer, labels of lines, and the receipt. */
export interface EmailWords {
  pay: (amount: string) => string;
  due: (day: string) => string;
  more: (count: number) => string;
  why: (vendor: string) => string;
  unsubscribe: string;
  receiptSubject: (amount: string, vendor: string) => string;
  receiptTitle: string;
  receiptThanks: (name: string | null) => string;
  receiptNumber: string;
  paidOn: string;
  paidWith: string;
  total: string;
  unapplied: string;
  seeOnline: string;
}

const english: EmailWords = {
  pay: (amount) => `Pay ${amount}`,
  due: (day) => `due ${day}`,
  more: (count) => `and ${count} more on the page`,
  why: (vendor) => `You get this email because ${vendor} has an amount open in your name.`,
  unsubscribe: "Stop these emails",
  receiptSubject: (amount, vendor) => `Receipt: ${amount} paid to ${vendor}`,
  receiptTitle: "Paid. Thank you.",
  receiptThanks: (name) =>
    name === null ? "Your payment has arrived." : `${name}, your payment has arrived.`,
  receiptNumber: "Receipt number",
  paidOn: "Paid on",
  paidWith: "Paid with",
  total: "Total paid",
  unapplied: "Kept for you, not yet applied",
  seeOnline: "See it online",
};

const spanish: EmailWords = {
  pay: (amount) => `Pagar ${amount}`,
  due: (day) => `desde el ${day}`,
  more: (count) => `y ${count} más en la página`,
  why: (vendor) => `Recibe este correo porque ${vendor} tiene un importe pendiente a su nombre.`,
  unsubscribe: "No recibir más estos correos",
  receiptSubject: (amount, vendor) => `Recibo: ${amount} pagados a ${vendor}`,
  receiptTitle: "Pagado. Gracias.",
  receiptThanks: (name) => (name === null ? "Hemos recibido su pago." : `${name}, hemos recibido su pago.`),
  receiptNumber: "Número de recibo",
  paidOn: "Fecha de pago",
  paidWith: "Pagado con",
  total: "Total pagado",
  unapplied: "A su favor, aún sin aplicar",
  seeOnline: "Verlo en línea",
};

export function emailWords(language: string): EmailWords {
  return primary(language) === "es" ? spanish : english;
}
