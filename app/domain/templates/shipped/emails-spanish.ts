import type { ShippedEmail } from "./emails-english";

const days = "{{ days_late }} {% if days_late == 1 %}día{% else %}días{% endif %}";

const signed = `Gracias,
{{ signature }}
{{ vendor.name }}`;

export const spanishEmails: readonly ShippedEmail[] = [
  [
    "upcoming",
    "{{ amount }} para {{ vendor.name }}: vence el {{ due }}",
    `Hola, {{ debtor.name }}:

El {{ due }} vence el pago de {{ amount }} por {{ what_for }}. Puede pagarlo ya, en un minuto y sin crear \
ninguna cuenta.

{{ pay_link }}

¿Qué día piensa pagarlo? Si será más tarde o algo no es correcto, responda a este correo.

${signed}`,
  ],
  [
    "overdue",
    "{{ amount }} para {{ vendor.name }}: venció el {{ due }}",
    `Hola, {{ debtor.name }}:

Desde el {{ due }} están pendientes {{ amount }} por {{ what_for }}. Puede que simplemente se le haya pasado.

Puede pagarlo aquí en un minuto, sin crear ninguna cuenta.

{{ pay_link }}

Si algo no es correcto o necesita más tiempo, responda a este correo.

${signed}`,
  ],
  [
    "overdue-again",
    "¿Cuándo pagará {{ amount }} a {{ vendor.name }}?",
    `Hola, {{ debtor.name }}:

Siguen pendientes {{ amount }} por {{ what_for }} desde el {{ due }}, hace ${days}.

¿Lo pagará? Si puede, hágalo hoy. Si no, respóndame con la fecha en que lo hará y tomaré nota.

{{ pay_link }}

Si ya pagó o cree que hay un error, responda y lo revisaré personalmente.

${signed}`,
  ],
  [
    "will-you-pay",
    "¿Va a pagar {{ amount }} a {{ vendor.name }}, y cuándo?",
    `Hola, {{ debtor.name }}:

Una pregunta directa: ¿va a pagar {{ amount }} por {{ what_for }}, y cuándo? Está pendiente desde el \
{{ due }}.

{{ pay_link }}

Si ahora no puede, respóndame con la fecha en que pagará y tomaré nota. Si no piensa pagarlo, dígamelo \
también, y por qué. Cualquier respuesta ayuda.

${signed}`,
  ],
  [
    "consequences",
    "Qué pasa ahora con {{ amount }} para {{ vendor.name }}",
    `Hola, {{ debtor.name }}:

Desde el {{ due }} están pendientes {{ amount }} por {{ what_for }}. Quiero que sepa qué pasa ahora.

Si lo paga, queda saldado y no le escribimos más por ello. Si me dice una fecha, la espero. Si me dice \
qué está mal, lo reviso antes. Si sigue pendiente y no sé nada de usted, decidiré cómo seguimos.

{{ pay_link }}

¿Cuándo lo pagará? Basta con responder en una línea.

${signed}`,
  ],
  [
    "final-notice",
    "Último recordatorio regular: {{ amount }} para {{ vendor.name }}",
    `Hola, {{ debtor.name }}:

Este es el último de nuestros recordatorios regulares de {{ amount }} por {{ what_for }}, pendientes \
desde el {{ due }}.

Después, una persona de aquí lo revisa y decide cómo seguimos. De vez en cuando volverá a saber de \
nosotros hasta que quede saldado.

{{ pay_link }}

¿Lo pagará, y cuándo? Si no puede o no quiere, responda y dígame por qué. Prefiero saberlo.

${signed}`,
  ],
  [
    "monthly",
    "{{ amount }} para {{ vendor.name }}: sigue pendiente",
    `Hola, {{ debtor.name }}:

Siguen pendientes {{ amount }} por {{ what_for }} desde el {{ due }}. Lo tenemos presente.

{{ pay_link }}

¿Cuándo podrá pagarlo? Basta una fecha: respóndame con ella y tomaré nota.

${signed}`,
  ],
  [
    "broken-promise",
    '{% if promised != "" %}Dijo el {{ promised }}: {% endif %}{{ amount }} para {{ vendor.name }}',
    `Hola, {{ debtor.name }}:

Dijo que pagaría {{ amount }} por {{ what_for }}{% if promised != "" %} el {{ promised }} a más \
tardar{% endif %}. No ha llegado.

Por favor, páguelo hoy.

{{ pay_link }}

Si surgió algo, respóndame con una nueva fecha que pueda cumplir. Si ya pagó, dígame cómo y qué día, y lo \
buscaré.

${signed}`,
  ],
  [
    "statement",
    "Estado de cuenta de {{ vendor.name }}: {{ amount }} por pagar",
    `Hola, {{ debtor.name }}:

Para su departamento de pagos: hoy quedan {{ amount }} por pagar a {{ vendor.name }}.

{{ statement }}

{{ pay_link }}

¿Para qué fecha está previsto cada pago? Si algo falta o no es correcto, responda con la referencia y le \
enviaré lo que necesite.

${signed}`,
  ],
  [
    "fresh-link",
    "Su nuevo enlace para pagar a {{ vendor.name }}",
    `Hola, {{ debtor.name }}:

Pidió un enlace nuevo. Están pendientes {{ amount }} por {{ what_for }}.

{{ pay_link }}

Si no lo pidió usted, no tiene que hacer nada.

{{ signature }}
{{ vendor.name }}`,
  ],
];
