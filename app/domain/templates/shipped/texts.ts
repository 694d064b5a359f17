/** A shipped SMS: key, text. */
type ShippedSms = readonly [key: string, body: string];

/**
 * One segment each, with a link of the usual length: about seventy characters of words are left. Whoever
 * reads it is asked, by name, by a person.
 */
export const englishTexts: readonly ShippedSms[] = [
  [
    "upcoming",
    "{{ debtor.name }}, {{ amount }} to {{ vendor.name }} for {{ what_for }} is due {{ due }}: " +
      "{{ pay_link }} {{ signature }}. {{ opt_out }}",
  ],
  [
    "overdue",
    "{{ debtor.name }}, {{ amount }} to {{ vendor.name }} for {{ what_for }} was due {{ due }}: " +
      "{{ pay_link }} {{ signature }}. {{ opt_out }}",
  ],
  [
    "overdue-again",
    "{{ debtor.name }}, will you pay {{ amount }} to {{ vendor.name }} for {{ what_for }}? " +
      "{{ pay_link }} {{ signature }}. {{ opt_out }}",
  ],
  [
    "will-you-pay",
    "{{ debtor.name }}, {{ amount }} to {{ vendor.name }} is open. Will you pay, and when? " +
      "{{ pay_link }} {{ signature }}. {{ opt_out }}",
  ],
  [
    "consequences",
    "{{ debtor.name }}, if {{ amount }} to {{ vendor.name }} stays open, {{ signature }} decides " +
      "what's next: {{ pay_link }} {{ opt_out }}",
  ],
  [
    "final-notice",
    "{{ debtor.name }}, {{ amount }} to {{ vendor.name }}: last regular text. {{ signature }} " +
      "will look at it: {{ pay_link }} {{ opt_out }}",
  ],
  [
    "monthly",
    "{{ debtor.name }}, {{ amount }} to {{ vendor.name }} is still open. When can you pay? " +
      "{{ pay_link }} {{ signature }}. {{ opt_out }}",
  ],
  [
    "broken-promise",
    "{{ debtor.name }}, you said you'd pay {{ amount }} to {{ vendor.name }}" +
      '{% if promised != "" %} by {{ promised }}{% endif %}: {{ pay_link }} {{ signature }}. {{ opt_out }}',
  ],
  ["fresh-link", "Your new link to pay {{ amount }} to {{ vendor.name }}: {{ pay_link }} {{ opt_out }}"],
];

/** Accents that an SMS cannot have are left out when it is sent. */
export const spanishTexts: readonly ShippedSms[] = [
  [
    "upcoming",
    "{{ debtor.name }}, {{ amount }} a {{ vendor.name }} vencen el {{ due }}: {{ pay_link }} " +
      "{{ signature }}. {{ opt_out }}",
  ],
  [
    "overdue",
    "{{ debtor.name }}, {{ amount }} a {{ vendor.name }} por {{ what_for }} siguen pendientes: " +
      "{{ pay_link }} {{ signature }}. {{ opt_out }}",
  ],
  [
    "overdue-again",
    "{{ debtor.name }}, ¿puede pagar {{ amount }} a {{ vendor.name }} por {{ what_for }}? {{ pay_link }} " +
      "{{ signature }}. {{ opt_out }}",
  ],
  [
    "will-you-pay",
    "{{ debtor.name }}, ¿va a pagar {{ amount }} a {{ vendor.name }}, y cuándo? {{ pay_link }} " +
      "{{ signature }}. {{ opt_out }}",
  ],
  [
    "consequences",
    "{{ debtor.name }}, si no paga {{ amount }} a {{ vendor.name }}, {{ signature }} decide qué hacer: " +
      "{{ pay_link }} {{ opt_out }}",
  ],
  [
    "final-notice",
    "{{ debtor.name }}, {{ amount }} a {{ vendor.name }}: último SMS regular. {{ signature }} lo revisa: " +
      "{{ pay_link }} {{ opt_out }}",
  ],
  [
    "monthly",
    "{{ debtor.name }}, quedan {{ amount }} por pagar a {{ vendor.name }}. ¿Cuándo puede? {{ pay_link }} " +
      "{{ signature }}. {{ opt_out }}",
  ],
  [
    "broken-promise",
    "{{ debtor.name }}, dijo que pagaría {{ amount }} a {{ vendor.name }}" +
      '{% if promised != "" %} el {{ promised }}{% endif %}: {{ pay_link }} {{ signature }}. {{ opt_out }}',
  ],
  ["fresh-link", "Su nuevo enlace para pagar {{ amount }} a {{ vendor.name }}: {{ pay_link }} {{ opt_out }}"],
];
