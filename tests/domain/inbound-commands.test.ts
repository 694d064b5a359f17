import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commandIn } from "~/domain/sms-replies";

describe("a message that asks for no more", () => {
  test.each([
    // What the FCC names (47 CFR 64.1200(a)(10)), and what Twilio and other networks stop on by themselves.
    ...["stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"],
    ...["STOP", "STOPALL", "OPTOUT", "REVOKE", "ARRET", "REMOVE", "OPT-OUT", "TD"],
    // As people write it.
    ...[
      "Stop.",
      "STOP!!!",
      "stop please",
      "Please stop",
      "Stop all",
      "stop it",
      "🛑 STOP 🛑",
      "“Stop”",
      "S.T.O.P",
    ],
    ...[
      "STOP STOP STOP",
      "stop, thanks",
      "Stop texting me",
      "please stop texting me!",
      "don't text me anymore",
    ],
    ...["Do not send me any more messages", "No more texts please", "remove me from your list", "STOP\n"],
    ...[
      "Stop\n\nSent from my iPhone",
      "UNSUBSCRIBE / STOP",
      "take me off your list",
      "stop sending me these messages",
    ],
    // In other languages.
    ...[
      "Alto",
      "¡Basta!",
      "NO MÁS",
      "Baja",
      "pare por favor",
      "no me escriban más",
      "Deténganse",
      "cancelar",
    ],
    ...[
      "arrêt",
      "Arrêtez s'il vous plaît",
      "désabonnement",
      "Abmelden",
      "bitte aufhören",
      "SAIR",
      "não quero mais",
    ],
    ...["Annulla", "afmelden", "Dừng lại", "停止", "退订", "수신거부", "Стоп"],
  ])("is heard: %s", (body) => expect(commandIn(body)).toBe("stop"));

  test.each([
    "I will stop by tomorrow",
    "I'll stop by tomorrow",
    "stop by tomorrow?",
    "Stop by anytime",
    "Can you stop the late fee",
    "I can pay at the end of the month",
    "End of month",
    "Cancel my appointment",
    "Please cancel my appointment on Friday",
    "I want to cancel the second invoice",
    "don't text me before noon",
    "Do not call me at work",
    "stop the payment plan",
    "When does it end",
    "para el viernes",
    "Pago para fin de mes",
    "fin de mes",
    "No more than $20 a week",
    "I quit my job last week",
    "Not going to stop paying",
    "remove the late fee",
    "Liked “Hi Ana, $45.00 is due. Reply STOP to opt out.”",
    "",
    "   ",
    "👍",
  ])("is not read into: %s", (body) => expect(commandIn(body)).toBeNull());

  test("is heard whatever stands around it, and never in the middle of a sentence", () => {
    const noise = fc.stringMatching(/^[ .,!?*"“”'()\-\n🛑👎]{0,8}$/u);
    const word = fc.constantFrom("stop", "Stop", "STOP", "Unsubscribe", "alto", "ARRÊT", "quit");
    fc.assert(fc.property(noise, word, noise, (a, b, c) => commandIn(`${a}${b}${c}`) === "stop"));
    const other = fc.constantFrom(
      "tomorrow",
      "rent",
      "invoice",
      "Friday",
      "pagar",
      "mañana",
      "doctor",
      "bus",
    );
    fc.assert(fc.property(other, word, other, (a, b, c) => commandIn(`${a} ${b} ${c}`) === null));
  });

  test("takes no longer for a hostile text", () => {
    const long = "WRONG ".repeat(30_000);
    const started = performance.now();
    for (const text of [
      long,
      `stop ${"please ".repeat(20_000)}`,
      "I THINK YOU HAVE ".repeat(10),
      "' ".repeat(95),
    ])
      expect(commandIn(text)).toBeNull();
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe("a message that asks to begin again, or for help", () => {
  test.each(["START", "unstop", "Start please", "opt in", "Alta"])("begins: %s", (body) =>
    expect(commandIn(body)).toBe("start"),
  );
  test.each(["HELP", "help?", "Info", "AYUDA", "ayuda por favor", "aide", "Hilfe!"])("helps: %s", (body) =>
    expect(commandIn(body)).toBe("help"),
  );
  test.each(["YES", "yes I will pay Friday", "I need help with this bill", "start of next month", "sí"])(
    "is none: %s",
    (body) => expect(commandIn(body)).toBeNull(),
  );
});

describe("a message from someone else", () => {
  test.each([
    ...[
      "WRONG NUMBER",
      "wrong person",
      "Wrong number, sorry",
      "You have the wrong number",
      "this is the wrong number",
    ],
    ...["you've got the wrong number", "Sorry wrong number!", "I think you have the wrong person", "wrong #"],
    ...["Wrong number. Stop texting me", "wrong number please stop", "U have the wrong number"],
    ...[
      "Número equivocado",
      "persona equivocada",
      "Se equivocó de número",
      "numero incorrecto",
      "No soy esa persona",
    ],
    ...["Tiene el número equivocado", "Faux numéro", "Falsche Nummer", "Número errado"],
  ])("is known: %s", (body) => expect(commandIn(body)).toBe("wrong_person"));

  test.each([
    "I paid the wrong person",
    "You billed the wrong person for this, my insurance should pay",
    "The amount is wrong",
    "Is this the wrong number?",
    "I called the wrong number yesterday",
    "not the wrong number",
    "wrong number of visits",
    "el monto está equivocado",
    "that's wrong",
  ])("is not read into: %s", (body) => expect(commandIn(body)).toBeNull());
});
