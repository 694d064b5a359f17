/**
 * The words that stop messages, as a whole message. The first line is what the law and the networks name:
 * stop, quit, end, revoke, opt out, cancel and unsubscribe (47 CFR 64.1200(a)(10)); STOPALL, OPTOUT (Twilio's
 * own list); ARRET, REMOVE, TD (the list that AWS says US and Canadian networks require). Any reasonable way
 * of saying it counts, so each language has its own plain words for the same; accents are left out.
 */
const words = {
  english: [
    "STOP|STOPALL|STOP ALL|QUIT|END|REVOKE|OPTOUT|OPT OUT|CANCEL|UNSUBSCRIBE|REMOVE|TD",
    "STOP IT|STOP NOW|STOP THIS|STOP THAT|STOP THESE|STOPP|UNSUBSCRIBE ME|UNSUB|CANCEL ALL|OPT ME OUT",
    "REMOVE ME|REMOVE MY NUMBER|TAKE ME OFF|TAKE ME OFF YOUR LIST|TAKE ME OFF THE LIST|TAKE ME OFF THIS LIST",
    "REMOVE ME FROM YOUR LIST|REMOVE ME FROM THE LIST|REMOVE ME FROM THIS LIST|NO MORE|LEAVE ME ALONE",
    "GO AWAY|DO NOT CONTACT ME|DONT CONTACT ME|DO NOT CONTACT|I WANT TO OPT OUT|I WISH TO OPT OUT",
    "I REVOKE MY CONSENT|REVOKE CONSENT|REVOKE MY CONSENT|STOP CONTACTING ME",
    "STOP BOTHERING ME|STOP HARASSING ME",
  ],
  spanish: [
    "ALTO|PARA|PARAR|PARE|PAREN|BASTA|BAJA|SALIR|FIN|DETENER|DETENGA|DETENGANSE|CANCELAR|CANCELE|QUITAR",
    "NO MAS|YA NO|DAR DE BAJA|DARME DE BAJA|DARSE DE BAJA|DEME DE BAJA|DENME DE BAJA|QUIERO DARME DE BAJA",
    "NO MAS MENSAJES|NO MAS TEXTOS|NO MAS SMS|NO ME ESCRIBAN|NO ME ESCRIBAN MAS",
    "NO ME ESCRIBA|NO ME ESCRIBA MAS",
    "NO ME MANDEN MAS MENSAJES|NO ME MANDE MAS MENSAJES|NO ME ENVIEN MAS MENSAJES|NO ME ENVIE MAS MENSAJES",
    "NO ME CONTACTEN|NO ME CONTACTE|DEJEN DE ESCRIBIRME|DEJE DE ESCRIBIRME",
    "DEJEN DE MOLESTAR|DEJEN DE MOLESTARME",
    "YA NO ME ESCRIBAN|YA NO ME MANDEN MENSAJES|ANULAR SUSCRIPCION|CANCELAR SUSCRIPCION",
  ],
  french: [
    "ARRET|ARRETE|ARRETER|ARRETEZ|ARRETT|DESABONNER|DESABONNEMENT|ME DESABONNER|SE DESABONNER|DESINSCRIRE",
    "DESINSCRIPTION|ME DESINSCRIRE|ANNULER|PLUS DE SMS|PLUS DE MESSAGES|NE M ECRIVEZ PLUS",
  ],
  german: [
    "ABMELDEN|ABMELDUNG|ABBESTELLEN|AUFHOREN|ENDE|BEENDEN|STORNIEREN|KEINE SMS MEHR|KEINE NACHRICHTEN MEHR",
  ],
  portuguese: [
    "SAIR|REMOVER|DESCADASTRAR|CANCELAR INSCRICAO|CANCELE|NAO QUERO MAIS|NAO ME ENVIE MAIS MENSAGENS",
  ],
  italian: ["FERMA|FERMARE|DISISCRIVI|DISISCRIVIMI|CANCELLA|CANCELLAMI|ANNULLA|NON SCRIVETEMI PIU"],
  dutch: ["STOPPEN|AFMELDEN|UITSCHRIJVEN|GEEN SMS MEER"],
  polish: ["WYPISZ|ZREZYGNUJ|REZYGNUJE"],
  haitian: ["KANPE|SISPANN"],
  tagalog: ["HINTO|ITIGIL|TIGIL|TAMA NA"],
  vietnamese: ["DUNG|DUNG LAI|HUY"],
  chinese: ["停止|停|退订|退訂|取消|取消订阅|取消訂閱"],
  korean: ["중지|정지|그만|수신거부|거부"],
  japanese: ["停止|中止|配信停止|解除"],
  russian: ["СТОП|ОТПИСАТЬСЯ|ОТМЕНА"],
  arabic: ["توقف|ايقاف|الغاء"],
} as const;

export const optOutWords: ReadonlySet<string> = new Set(
  Object.values(words)
    .flat()
    .flatMap((line) => line.split("|")),
);

const verb = "(?:STOP|QUIT|CEASE|NO MORE|(?:DO NOT|DONT|NEVER) (?:EVER )?)";
const doing =
  "(?:(?:TEXT|MESSAGE|MESSAG|SEND|SPAM|CALL|WRITE|WRIT|EMAIL)(?:ING|E|S)?|" +
  "TEXTS|MESSAGES|SMS|MSGS?|EMAILS?|REMINDERS?)";
const whom = "(?: (?:ME|US|HERE|TO ME|THIS NUMBER|MY (?:PHONE|NUMBER|CELL)))?";
const what =
  "(?: (?:ANY )?(?:MORE )?(?:(?:THESE|THIS|THOSE|YOUR|SUCH|THE) )?" +
  "(?:TEXTS?|MESSAGES?|SMS|MSGS?|EMAILS?|REMINDERS?|SPAM))?";
const when = "(?: (?:ANYMORE|ANY MORE|AGAIN|NOW|AT ALL|FOREVER))?";

/**
 * `Stop texting me`, `do not send me any more messages`: the whole of it, so that `stop by tomorrow` and
 * `do not text me before noon` are read by a person.
 */
export const optOutSentence = new RegExp(`^${verb} ?${doing}${whom}${what}${when}$`, "u");
