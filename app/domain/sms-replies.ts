import { optOutSentence, optOutWords } from "./inbound/opt-out-words";

/** What a debtor means by a message that says nothing else. */
export type ReplyCommand = "stop" | "start" | "help" | "wrong_person";

/**
 * The words that lift a stop. YES is not among them, although Twilio lifts its own block on it: to a message
 * that asks whether somebody will pay, it is an answer.
 */
const startWords = new Set([
  ...["START", "UNSTOP", "SUBSCRIBE", "RESUBSCRIBE", "OPT IN", "OPTIN", "RESUME"],
  ...["ALTA", "INICIAR", "COMENZAR", "REANUDAR", "SUSCRIBIR", "REPRENDRE", "RECOMECAR"],
]);

const helpWords = new Set(["HELP", "INFO", "AYUDA", "AIDE", "HILFE", "AJUDA", "AIUTO", "INFORMACION"]);

/** What people say around the word that counts; it changes nothing. */
const courtesy = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[
    ...[
      "HI",
      "HELLO",
      "HEY",
      "PLEASE",
      "PLS",
      "PLZ",
      "KINDLY",
      "THANKS",
      "THANK YOU",
      "THX",
      "OK",
      "OKAY",
      "SIR",
    ],
    ...["MAAM", "JUST", "SORRY", "BUT", "HOLA", "POR FAVOR", "FAVOR DE", "GRACIAS", "PERDON", "DISCULPE"],
    ...["LO SIENTO", "BONJOUR", "SIL VOUS PLAIT", "SVP", "MERCI", "BITTE", "DANKE", "OBRIGADO", "OBRIGADA"],
    ...["PER FAVORE", "GRAZIE", "ALSTUBLIEFT"],
  ].join("|")})(?![\\p{L}\\p{N}])`,
  "gu",
);

/** Longer than this a message says more than one thing, and a person reads it. */
const mostWords = 10;

/**
 * The command in a reply, however it is capitalised, accented or punctuated and whatever politeness stands
 * around it; null for anything that says more, which a person reads: `I will stop by tomorrow` is no STOP.
 */
export function commandIn(body: string): ReplyCommand | null {
  if (body.length > 200) return null;
  const plain = plainWords(body);
  if (plain.split(" ").length > mostWords) return null;
  if (helpWords.has(plain)) return "help";
  const said = collapse(plain.replace(courtesy, " "));
  if (isOptOut(said) || isOptOut(plain)) return "stop";
  if (startWords.has(said)) return "start";
  if (helpWords.has(said)) return "help";
  return isWrongPerson(said) && !body.includes("?") ? "wrong_person" : null;
}

/** Capitals without accents, one space between words, and nothing else. */
function plainWords(text: string): string {
  const letters = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .normalize("NFC")
    .replace(/['’`]/gu, "")
    .replace(/[^\p{L}\p{N}#]+/gu, " ")
    .toUpperCase();
  return collapse(letters.replace(/ SENT FROM MY \w+( \w+)?$| ENVIADO DESDE MI \w+$/u, ""));
}

/** `S T O P` is one word; `STOP STOP STOP` says it once. */
function collapse(text: string): string {
  const words = text.trim().split(/ +/u);
  if (words.length > 2 && words.every((word) => [...word].length === 1)) return words.join("");
  if (words.length > 1 && words.every((word) => word === words[0])) return words[0] ?? "";
  return words.join(" ");
}

function isOptOut(said: string): boolean {
  if (optOutWords.has(said) || optOutSentence.test(said)) return true;
  // `UNSUBSCRIBE STOP`, `STOP END`: one word after the other, each of which would do.
  const words = said.split(" ");
  return words.length > 1 && words.every((word) => word !== "PARA" && optOutWords.has(word));
}

const wrongWords = "(?:NUMBER|NUM|PERSON|GUY|PHONE|CONTACT|#)";
const wrongPerson = [
  // English
  `(?:(?:I (?:THINK|BELIEVE|AM AFRAID) )?(?:YOU|U|YOUVE|YOUR|YOURE|THIS|THIS IS|ITS|IT IS|THATS|IS|THEY)` +
    `(?: (?:HAVE|HAS|GOT|TEXTED|ARE TEXTING|TEXTING|CALLED|REACHED|SENT|IS|VE))*(?: (?:GOT|TO))?` +
    `(?: (?:THE|A))? )?` +
    `WRONG ${wrongWords}`,
  "NOT MY (?:BILL|ACCOUNT) WRONG (?:NUMBER|PERSON)",
  "(?:I (?:AM|M)|IM) NOT (?:THIS|THAT|THE (?:RIGHT )?) ?PERSON",
  "(?:I (?:DO NOT|DONT) KNOW (?:THIS|THAT) PERSON)",
  // Spanish
  "(?:(?:ES|ESTE ES|ES UN|TIENE|TIENEN|TIENE EL|TIENEN EL) )?(?:EL )?(?:NUMERO|TELEFONO|CELULAR|PERSONA) " +
    "(?:EQUIVOCADO|EQUIVOCADA|INCORRECTO|INCORRECTA)",
  "(?:ES )?(?:LA )?PERSONA EQUIVOCADA",
  "(?:USTED |USTEDES )?(?:SE )?(?:HA |HAN )?(?:EQUIVOCO|EQUIVOCARON|EQUIVOCADO|EQUIVOCAN?) " +
    "DE (?:NUMERO|PERSONA)",
  "(?:YO )?NO SOY (?:ESA|LA|ESTA|ESE) PERSONA",
  "NO CONOZCO A (?:ESA|ESTA) PERSONA",
  // French, German, Portuguese, Italian
  "(?:MAUVAIS|FAUX) NUMERO|MAUVAISE PERSONNE|VOUS VOUS TROMPEZ DE NUMERO",
  "FALSCHE (?:NUMMER|PERSON)",
  "(?:NUMERO|PESSOA) ERRAD[OA]",
  "NUMERO SBAGLIATO|PERSONA SBAGLIATA",
].join("|");
const wrongPersonAlone = new RegExp(`^(?:${wrongPerson})((?: \\p{L}+)*)$`, "u");

/** `Wrong number` and its like, alone or with the wish to be left alone after it. */
function isWrongPerson(said: string): boolean {
  const rest = wrongPersonAlone.exec(said)?.[1];
  return rest !== undefined && (rest === "" || isOptOut(rest.trim()) || small.has(rest.trim()));
}

const small = new Set(["HERE", "BUDDY", "FRIEND", "BRO", "MAN", "AMIGO", "AMIGA", "LOL", "SENOR", "SENORA"]);
