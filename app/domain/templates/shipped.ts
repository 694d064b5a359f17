import type { TemplateDraft } from "./template";

const englishDays = "{{ days_late }} {% if days_late == 1 %}day{% else %}days{% endif %}";
const spanishDays = "{{ days_late }} {% if days_late == 1 %}día{% else %}días{% endif %}";

/**
 * The words that come with Tenfold: by name, the amount, from whom, what for, one link, a person's signature.
 * Calm: they ask, they state, they never threaten and never shame. A line that is `{{ pay_link }}` alone
 * becomes the button.
 */
export const shippedTemplates: readonly TemplateDraft[] = [
  {
    key: "overdue",
    channel: "email",
    language: "en",
    subject: "{{ amount }} to {{ vendor.name }} was due {{ due }}",
    body: `Hello {{ debtor.name }},

{{ amount }} for {{ what_for }} has been due since {{ due }}. It may simply have slipped by.

You can pay it here in a minute. No account is needed.

{{ pay_link }}

If something is not right, or you need more time, just reply to this email.

Thank you,
{{ signature }}
{{ vendor.name }}`,
  },
  {
    key: "overdue-again",
    channel: "email",
    language: "en",
    subject: "When will you pay {{ amount }} to {{ vendor.name }}?",
    body: `Hello {{ debtor.name }},

{{ amount }} for {{ what_for }} has been due since {{ due }}. That is ${englishDays} ago.

Will you pay it? If you can, please do it today. If not, reply with the date on which you will.

{{ pay_link }}

If you have paid already, or you think this is wrong, reply and I will look at it myself.

Thank you,
{{ signature }}
{{ vendor.name }}`,
  },
  {
    key: "overdue",
    channel: "sms",
    language: "en",
    subject: null,
    body:
      "{{ debtor.name }}, {{ amount }} to {{ vendor.name }} for {{ what_for }} was due {{ due }}: " +
      "{{ pay_link }} {{ signature }}. {{ opt_out }}",
  },
  {
    key: "overdue-again",
    channel: "sms",
    language: "en",
    subject: null,
    body:
      "{{ debtor.name }}, will you pay {{ amount }} to {{ vendor.name }} for {{ what_for }}? " +
      "{{ pay_link }} {{ signature }}. {{ opt_out }}",
  },
  {
    key: "fresh-link",
    channel: "email",
    language: "en",
    subject: "Your new link to pay {{ vendor.name }}",
    body: `Hello {{ debtor.name }},

You asked for a new link. {{ amount }} for {{ what_for }} is open.

{{ pay_link }}

If you did not ask for it, you need not do anything.

{{ signature }}
{{ vendor.name }}`,
  },
  {
    key: "fresh-link",
    channel: "sms",
    language: "en",
    subject: null,
    body: "Your new link to pay {{ amount }} to {{ vendor.name }}: {{ pay_link }} {{ opt_out }}",
  },
  {
    key: "overdue",
    channel: "email",
    language: "es",
    subject: "{{ amount }} para {{ vendor.name }}: venció el {{ due }}",
    body: `Hola, {{ debtor.name }}:

Desde el {{ due }} están pendientes {{ amount }} por {{ what_for }}. Puede que simplemente se le haya pasado.

Puede pagarlo aquí en un minuto, sin crear ninguna cuenta.

{{ pay_link }}

Si algo no es correcto o necesita más tiempo, responda a este correo.

Gracias,
{{ signature }}
{{ vendor.name }}`,
  },
  {
    key: "overdue-again",
    channel: "email",
    language: "es",
    subject: "¿Cuándo pagará {{ amount }} a {{ vendor.name }}?",
    body: `Hola, {{ debtor.name }}:

Siguen pendientes {{ amount }} por {{ what_for }} desde el {{ due }}, hace ${spanishDays}.

¿Lo pagará? Si puede, hágalo hoy. Si no, respóndame con la fecha en que lo hará y tomaré nota.

{{ pay_link }}

Si ya pagó o cree que hay un error, responda y lo revisaré personalmente.

Gracias,
{{ signature }}
{{ vendor.name }}`,
  },
  {
    key: "overdue",
    channel: "sms",
    language: "es",
    subject: null,
    body:
      "{{ debtor.name }}, {{ amount }} a {{ vendor.name }} por {{ what_for }} siguen pendientes: " +
      "{{ pay_link }} {{ signature }}. {{ opt_out }}",
  },
  {
    key: "overdue-again",
    channel: "sms",
    language: "es",
    subject: null,
    body:
      "{{ debtor.name }}, ¿puede pagar {{ amount }} a {{ vendor.name }} por {{ what_for }}? {{ pay_link }} " +
      "{{ signature }}. {{ opt_out }}",
  },
  {
    key: "fresh-link",
    channel: "email",
    language: "es",
    subject: "Su nuevo enlace para pagar a {{ vendor.name }}",
    body: `Hola, {{ debtor.name }}:

Pidió un enlace nuevo. Están pendientes {{ amount }} por {{ what_for }}.

{{ pay_link }}

Si no lo pidió usted, no tiene que hacer nada.

{{ signature }}
{{ vendor.name }}`,
  },
  {
    key: "fresh-link",
    channel: "sms",
    language: "es",
    subject: null,
    body: "Su nuevo enlace para pagar {{ amount }} a {{ vendor.name }}: {{ pay_link }} {{ opt_out }}",
  },
];
