import type { Messages } from "./messages";

export const spanish: Messages = {
  outstanding: "{name}, esto está pendiente",
  outstandingNoName: "Esto está pendiente",
  titleOwing: "Pagar {amount} a {vendor}",
  titleOwingMixed: "Pagar a {vendor}",
  severalBalances: "{count, plural, one {# saldo} other {# saldos}}, {due}",
  ofWhichNotDue: "De ello, {amount} aún no ha vencido",
  leftOf: "quedan {left} de {whole}",
  reference: "Ref. {reference}",
  moreBalances: "{count, plural, one {# saldo más} other {# saldos más}}",
  moreThanShown:
    "En esta página están solo los {count} más antiguos. Los demás aparecerán cuando estos estén pagados.",
  whatFor: "Concepto",

  payAll: "Pagar {amount}",
  payTicked: "Pagar lo marcado",
  payPlain: "Continuar al pago",
  untickHint: "Desmarque lo que no quiera pagar ahora.",
  payHint:
    "El pago se hace en la página segura de Stripe. Allí verá otra vez el total y no se cobra nada " +
    "hasta que usted lo confirme.",

  payWithCard: "Pagar {amount} con {card}",
  payTickedWithCard: "Pagar lo marcado con {card}",
  payOtherWay: "Pagar de otra forma",
  cardHint: "Al pulsar se cobra en {card} el importe del botón.",
  keepCard: "Guardar esta tarjeta para la próxima vez",
  keepCardHint:
    "La guarda Stripe, solo para {vendor}. Solo se cobra cuando usted lo pide en esta página, y aquí " +
    "puede eliminarla.",
  cardKept: "{card} está guardada",
  cardExpired: "{card} está guardada y ha caducado",
  cardKeptText: "La guarda Stripe, solo para {vendor}. Solo se cobra cuando usted lo pide en esta página.",
  removeCard: "Eliminar esta tarjeta",
  cardRemoved: "La tarjeta se ha eliminado. Ya no se puede cobrar en ella.",
  cardGone: "Esa tarjeta ya no está guardada. No se ha cobrado nada. Puede pagar de otra forma.",
  cardDeclined: "{card} fue rechazada y no se ha cobrado nada. Aquí puede pagar de otra forma.",
  cardNeedsApproval: "Su banco quiere que usted apruebe este pago, así que aún no se ha cobrado en {card}.",
  cardRefused: "No se pudo cobrar en {card} y no se ha cobrado nada. Aquí puede pagar de otra forma.",
  confirmAmount: "Ha marcado {amount}. Aún no se ha cobrado nada.",
  confirmingPart: "Se está confirmando un pago de {amount}. No hace falta que lo pague otra vez.",

  partOption: "Pagar una parte",
  partHint: "De {least} a {most}. Se destina a lo marcado, empezando por lo más antiguo.",
  partWithCard: "Pagar esta parte con {card}",
  partMissing: "Escriba el importe que quiere pagar ahora, por ejemplo {example}.",
  partTooSmall: "Lo mínimo que puede pagar en parte es {least}.",
  partMoreThanTicked: "Eso es más que lo marcado. Escriba {most} como máximo o marque más.",
  partLeavesTooLittle:
    "Quedaría menos de lo que se puede pagar después en línea. Escriba {most} como máximo o páguelo todo " +
    "con el botón de arriba.",
  partNotExact: "En línea, la última cifra de este importe tiene que ser 0.",
  partNotOffered: "En este momento no se puede pagar una parte. Revíselo de nuevo.",
  bundleHint:
    "En línea, {minimum} es lo mínimo que se puede pagar de una vez; los saldos menores se pagan juntos.",
  tooSmallAlone:
    "{amount} es muy poco para un pago en línea: lo mínimo es {minimum}. Puede pagarse junto con un saldo " +
    "posterior o directamente a {vendor}:",
  tooSmallHere: "Eso es muy poco para un pago en línea. Marque más o pague directamente a {vendor}.",
  notExactHint:
    "En línea, la última cifra de una suma en {currency} tiene que ser 0, así que no se puede pagar todo " +
    "de una vez. Marque lo que sume así.",
  notExactAlone:
    "{amount} no se puede pagar en línea hasta la última cifra, que en {currency} tiene que ser 0. Pague " +
    "directamente a {vendor}:",
  notExactTicked:
    "En línea, la última cifra de lo marcado tiene que sumar 0. Marque otra cosa o pague directamente a " +
    "{vendor}.",

  splitOption: "Pagar a plazos",
  splitCount: "¿En cuántos?",
  splitCountOption: "{count} plazos, de {amount} como máximo",
  splitFrequency: "¿Cada cuánto?",
  everyWeek: "Cada semana",
  everyFortnight: "Cada dos semanas",
  everyMonth: "Cada mes",
  splitHint: "Verá cada fecha y cada importe antes de aceptar.",
  splitShow: "Ver las fechas",
  splitIntro: "Un plan con {vendor}, en {count} plazos",
  splitToday: "Hoy, en la página siguiente",
  splitNotice:
    "Los demás se cobran en la tarjeta con la que pague hoy. Le escribimos al menos {days} días antes de " +
    "cada cobro.",
  splitFailing:
    "Si un cobro falla, se intenta de nuevo {after} días después y una vez más {again} días más tarde. Si " +
    "también falla, el plan termina y {vendor} le pide el resto con un enlace.",
  splitFree: "No cuesta nada más. Puede pagar antes o terminar el plan en esta página cuando quiera.",
  splitConsent:
    "Al aceptar permite que {vendor} guarde en Stripe la tarjeta con la que pague hoy y cobre en ella " +
    "estos importes en estas fechas.",
  splitAgree: "Aceptar y pagar {amount} ahora",
  splitBack: "Volver, sin plan",
  splitChanged: "Lo que se debe ha cambiado, o ha pasado un día. Así sería el plan ahora.",
  splitNotOffered: "Ahora no se puede pagar a plazos de ese modo. No se ha cobrado nada. Vuelva a mirar.",
  planTitle: "Su plan",
  planNext: "Siguiente plazo: {amount} el {date}, en {card}.",
  planNextNoCard:
    "Siguiente plazo: {amount} el {date}. Ya no hay una tarjeta guardada, así que páguelo aquí antes.",
  planRetry: "No se pudieron cobrar {amount} de su plan. Se intentará de nuevo el {date}.",
  planCharging: "Se están cobrando {amount} de su plan.",
  planPaused: "Su plan está en espera: no se cobra nada hasta que {vendor} le responda.",
  planEarlyTitle: "Pagar antes",
  planEarly: "Puede pagar aquí cuando quiera, todo o lo que marque, y el plan se acorta.",
  planPaid: "Pagado",
  planNotNeeded: "Ya no hace falta",
  planEnd: "Terminar este plan",
  planEndText:
    "Entonces no se cobra nada más por sí solo. Lo que queda se sigue debiendo y {vendor} se lo pedirá.",
  planEndSend: "Terminar mi plan",
  cardKeptForPlan:
    "La guarda Stripe, solo para {vendor}. Se cobra en las fechas de su plan y, aparte de eso, solo " +
    "cuando usted lo diga en esta página.",

  errorPrefix: "Error: {title}",
  nothingTicked: "Marque al menos un saldo para pagar.",
  selectionChanged: "Lo que debe ha cambiado desde que abrió esta página. Revíselo y pague desde aquí.",
  tooSmall:
    "{minimum} es lo mínimo que se puede pagar en línea. Marque más saldos o pague directamente a {vendor}.",
  unavailable:
    "En este momento no se puede abrir la página de pago. No se ha cobrado nada. Inténtelo en unos minutos.",
  paymentFailed:
    "El pago no se ha completado y no se ha cobrado nada. Puede intentarlo otra vez o pagar de otra forma.",

  paidPart: "Usted pagó {amount} el {date}. Gracias. Esto es lo que queda.",
  seeReceipt: "Ver el recibo {number}",
  processingPart: "{amount} de su banco están en camino. No hace falta que los pague otra vez.",
  processingTitle: "Su pago está en camino",
  processingText:
    "Su banco está enviando {amount}, lo que puede tardar unos días hábiles. Mientras tanto no le " +
    "enviaremos recordatorios, y recibirá un recibo cuando llegue.",
  confirmingTitle: "Confirmando su pago",
  confirmingText: "Tarda unos segundos. La página se actualiza sola; no hace falta que pague otra vez.",
  confirmingLongText:
    "Está tardando más de lo normal. No hace falta que pague otra vez y puede cerrar esta página: le " +
    "enviaremos el recibo en cuanto se confirme el pago.",
  lookAgain: "Comprobar de nuevo",
  nothingOwedTitle: "No debe nada",
  nothingOwedText: "No tiene nada pendiente con {vendor}. No tiene que hacer nada.",

  paidTitle: "Pagado",
  paidThanks: "Gracias. Ya no debe nada a {vendor}.",
  receiptTitle: "Recibo {number}",
  receiptNumber: "Recibo",
  receiptFrom: "Pagado a",
  receiptDate: "Fecha",
  receiptMethod: "Forma de pago",
  receiptTotal: "Total",
  receiptUnapplied: "Aún sin asignar; {vendor} se pondrá en contacto con usted",
  receiptRefunded: "Reembolsado el {date}",
  receiptRefunding: "Reembolso en camino, solicitado el {date}",
  receiptTakenBack: "Devuelto a usted por su banco el {date}",
  receiptMore: "{count, plural, one {# más} other {# más}}",
  receiptPrint: "Puede imprimir esta página o guardarla como PDF desde su navegador.",
  receiptsOlder: "Recibos anteriores",
  receiptLine: "Recibo {number}, {date}, {amount}",
  backToBalances: "Ver lo que debe",

  answersTitle: "¿No paga hoy? Dígaselo a {vendor}",
  answersChange: "¿Ha cambiado algo? Dígaselo a {vendor}",
  answerBalances: "Su respuesta se refiere a todo lo que aparece en esta página.",
  promiseOption: "Pagaré en una fecha",
  promiseDate: "¿Qué día?",
  promiseHint: "Hoy o cualquier día hasta el {latest}. No le enviaremos recordatorios antes.",
  promiseSend: "Comunicar el día",
  partialOption: "Puedo pagar una parte ahora",
  partialAmount: "¿Cuánto puede pagar?",
  partialCurrency: "¿En qué moneda?",
  partialHint: "{vendor} verá su propuesta y le responderá.",
  partialSend: "Proponer este importe",
  paidOption: "Ya he pagado",
  paidNote: "¿Cuándo y cómo?",
  paidHint: "Por ejemplo: por transferencia el 2 de marzo.",
  paidSend: "Comunicar que he pagado",
  disputeOption: "Esto no es correcto",
  disputeBalances: "¿Qué no es correcto?",
  disputeNote: "¿Cómo debería ser?",
  disputeSend: "Comunicar el error",
  refusalOption: "No voy a pagar",
  refusalNote: "¿Quiere decir por qué? (opcional)",
  refusalSend: "Comunicar que no pagaré",
  wrongPersonOption: "No soy {name}",
  wrongPersonOptionNoName: "Esto no es para mí",
  wrongPersonText: "Borraremos este enlace y no le escribiremos más. Desde aquí no se puede deshacer.",
  wrongPersonSend: "Soy otra persona",

  saidPromise: "Usted nos dijo que pagará el {date}. No le enviaremos recordatorios antes.",
  saidPromiseToday: "Usted nos dijo que pagará hoy. No le enviaremos recordatorios antes de mañana.",
  saidPromisePast: "Usted nos dijo que pagaría el {date}.",
  saidPartial:
    "Usted propuso pagar {amount} ahora. {vendor} le responderá; hasta entonces no le enviaremos " +
    "recordatorios.",
  saidPaid:
    "Usted nos dijo que ya ha pagado. {vendor} lo está comprobando; hasta entonces no le enviaremos " +
    "recordatorios.",
  saidDispute:
    "Usted nos dijo que esto no es correcto. {vendor} lo está revisando; hasta entonces no le " +
    "enviaremos recordatorios.",
  saidDisputeOf:
    "Usted nos dijo que {references} no es correcto. {vendor} lo está revisando; hasta entonces no le " +
    "enviaremos recordatorios.",
  saidRefusal:
    "Usted nos dijo que no va a pagar. {vendor} decidirá qué hacer; hasta entonces no le enviaremos " +
    "recordatorios.",
  payAnyway: "Puede pagar en cualquier momento.",

  dateMissing: "Elija el día en que pagará.",
  datePast: "Ese día ya ha pasado. Elija hoy o un día posterior.",
  dateTooLate: "Esa fecha está demasiado lejos. Elija un día hasta el {latest}.",
  amountMissing: "Escriba el importe que puede pagar, por ejemplo {example}.",
  amountUnreadable: "Escriba el importe en cifras, por ejemplo {example}.",
  amountTooBig: "Eso es todo lo que debe, o más. Para pagarlo todo, use el botón de arriba.",
  currencyMissing: "Elija una moneda.",
  noteMissing: "Escriba unas palabras para que {vendor} pueda comprobarlo.",
  noteTooLong: "Es demasiado largo. Caben {limit, number} caracteres.",
  balanceMissing: "Marque lo que no es correcto.",
  tooManyAnswers: "Hoy ha enviado muchas respuestas. Por favor, llame o escriba a {vendor}.",

  reachTitle: "Cómo contactarle",
  reachText: "Elija lo que le convenga y {vendor} lo respetará.",
  reachChannels: "¿Cómo podemos contactarle?",
  reachEmail: "Correo electrónico",
  reachSms: "Mensaje de texto",
  reachCall: "Llamada",
  reachHours: "¿Entre qué horas? (opcional)",
  reachFrom: "Desde las",
  reachTo: "Hasta las",
  reachHint: "Horas en punto, en su hora local. Vacío: cualquier hora habitual.",
  reachLanguage: "¿En qué idioma?",
  reachSend: "Guardar",
  reachSaved: "Guardado. Desde ahora le contactamos como eligió.",
  choiceNoChannel:
    "Marque al menos una. Para no recibir más recordatorios, use el enlace que lleva cada correo " +
    "o responda " +
    "STOP a un mensaje de texto.",
  choiceHour: "Elija horas en punto, por ejemplo 9:00.",
  choiceHoursBoth: "Elija las dos horas o deje las dos vacías.",
  choiceHoursFew: "Deje al menos dos horas entre las 9:00 y las 20:00.",

  expiredTitle: "Este enlace ha caducado",
  revokedTitle: "Este enlace ya no está en uso",
  freshLinkText: "Podemos enviar uno nuevo a los datos de contacto que {vendor} tiene de usted.",
  freshLinkSend: "Enviarme un enlace nuevo",
  freshLinkAskedTitle: "Revise sus mensajes",
  freshLinkAskedText:
    "Si {vendor} tiene sus datos de contacto, un enlace nuevo está en camino. Puede tardar unos " +
    "minutos. Si no llega nada, póngase en contacto con ellos.",
  wrongPersonTitle: "Gracias por decírnoslo",
  wrongPersonDone: "No le escribiremos más sobre esto y el enlace ya no abre nada.",
  notFoundTitle: "Esta página no existe",
  notFoundText:
    "Es posible que el enlace se cortara al copiarlo. Ábralo de nuevo desde el mensaje que recibió o " +
    "cópielo entero.",
  tooBigTitle: "Eso era demasiado para leerlo",

  questions: "¿Preguntas?",

  due: "vence el {date}, {distance}",
  dueOldest: "el más antiguo {due}",
};
