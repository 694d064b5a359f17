/** A shipped script: key, what to say. */
type ShippedScript = readonly [key: string, body: string];

const englishAnswers = `If they name a day:
“Thank you. I note {{ amount }} by that day.” Ask for one date rather than a week, and offer the link by \
email or SMS.

If they have paid:
“Thank you. On which day, and how? I will look for it, and you need not do anything.”

If they say it is wrong:
“Then let us put it right. What is wrong with it?” Write it down in their words. Nobody asks for it until \
someone has looked.

If it is the wrong number:
“I am sorry to have troubled you. I will take your number off.”

If they will not pay:
“I understand. May I ask why?” Listen, do not argue. “I will pass that on, and you will hear from us.”

Thank them, whatever they said.`;

const englishPerson = `First, make sure who it is:
“Hello, am I speaking with {{ debtor.name }}?”

If it is somebody else, or a voicemail:
“I will try again another time. Thank you.” Tell nobody but {{ debtor.name }} that there is a balance, \
nor what the call is about.`;

const dueEnglish = "{% if days_late > 0 %}has been due since{% else %}is due{% endif %} {{ due }}";

export const englishScripts: readonly ShippedScript[] = [
  [
    "call-first",
    `${englishPerson}

When it is them:
“This is {{ signature }} from {{ vendor.name }}. I am calling about {{ amount }} for {{ what_for }}, \
which ${dueEnglish}. When will you pay it?”
Then wait. Let them speak first.

${englishAnswers}`,
  ],
  [
    "call-again",
    `${englishPerson}

When it is them:
“This is {{ signature }} from {{ vendor.name }} again. {{ amount }} for {{ what_for }} ${dueEnglish}, and \
it is still open. Will you pay it, and on which day?”
Then wait. Let them speak first.{% if promised != "" %}
They had promised {{ promised }}. Ask what came up, without blame, and for a day that they can \
keep.{% endif %}

If they ask what happens otherwise:
“I look at it myself and decide how we go on. I would rather agree on a day with you.” Promise nothing \
else, and announce nothing else.

${englishAnswers}`,
  ],
];

const spanishAnswers = `Si dice un día:
«Gracias. Anoto {{ amount }} para ese día.» Pida una fecha y no una semana, y ofrezca el enlace por \
correo o SMS.

Si ya pagó:
«Gracias. ¿Qué día y cómo? Lo buscaré; no tiene que hacer nada.»

Si dice que es un error:
«Entonces vamos a corregirlo. ¿Qué está mal?» Anótelo con sus palabras. Nadie se lo pide hasta que se \
haya revisado.

Si el número es de otra persona:
«Disculpe la molestia. Quito su número.»

Si no va a pagar:
«Entiendo. ¿Puedo preguntar por qué?» Escuche, no discuta. «Lo comunicaré y tendrá noticias nuestras.»

Dé las gracias, diga lo que diga.`;

const spanishPerson = `Primero, asegúrese de quién es:
«Hola, ¿hablo con {{ debtor.name }}?»

Si es otra persona o un buzón de voz:
«Volveré a llamar en otro momento. Gracias.» No diga a nadie más que a {{ debtor.name }} que hay un saldo \
ni de qué trata la llamada.`;

const dueSpanish =
  "{% if days_late > 0 %}que están pendientes desde el{% else %}que vencen el{% endif %} {{ due }}";

export const spanishScripts: readonly ShippedScript[] = [
  [
    "call-first",
    `${spanishPerson}

Cuando sea la persona:
«Soy {{ signature }}, de {{ vendor.name }}. Llamo por {{ amount }} de {{ what_for }}, ${dueSpanish}. \
¿Cuándo lo pagará?»
Espere. Deje que hable primero.

${spanishAnswers}`,
  ],
  [
    "call-again",
    `${spanishPerson}

Cuando sea la persona:
«Soy {{ signature }}, de {{ vendor.name }}, otra vez. Llamo por {{ amount }} de {{ what_for }}, \
${dueSpanish}. ¿Lo pagará, y qué día?»
Espere. Deje que hable primero.{% if promised != "" %}
Había prometido el {{ promised }}. Pregunte qué surgió, sin reproches, y pida un día que pueda \
cumplir.{% endif %}

Si pregunta qué pasa si no:
«Lo reviso yo y decido cómo seguimos. Prefiero acordar un día con usted.» No prometa ni anuncie nada más.

${spanishAnswers}`,
  ],
];
