/** A shipped text, before its channel and language are said: key, subject, body. */
export type ShippedEmail = readonly [key: string, subject: string, body: string];

const days = "{{ days_late }} {% if days_late == 1 %}day{% else %}days{% endif %}";

/** Each ends with a person's name, because people answer people. */
const signed = `Thank you,
{{ signature }}
{{ vendor.name }}`;

export const englishEmails: readonly ShippedEmail[] = [
  [
    "upcoming",
    "{{ amount }} to {{ vendor.name }} is due {{ due }}",
    `Hello {{ debtor.name }},

{{ amount }} for {{ what_for }} is due on {{ due }}. You can pay it now, in a minute and without an \
account, and be done with it.

{{ pay_link }}

On which day do you plan to pay? If it will be later, or something is not right, just reply to this email.

${signed}`,
  ],
  [
    "overdue",
    "{{ amount }} to {{ vendor.name }} was due {{ due }}",
    `Hello {{ debtor.name }},

{{ amount }} for {{ what_for }} has been due since {{ due }}. It may simply have slipped by.

You can pay it here in a minute. No account is needed.

{{ pay_link }}

If something is not right, or you need more time, just reply to this email.

${signed}`,
  ],
  [
    "overdue-again",
    "When will you pay {{ amount }} to {{ vendor.name }}?",
    `Hello {{ debtor.name }},

{{ amount }} for {{ what_for }} has been due since {{ due }}. That is ${days} ago.

Will you pay it? If you can, please do it today. If not, reply with the date on which you will.

{{ pay_link }}

If you have paid already, or you think this is wrong, reply and I will look at it myself.

${signed}`,
  ],
  [
    "will-you-pay",
    "Will you pay {{ amount }} to {{ vendor.name }}, and when?",
    `Hello {{ debtor.name }},

A straight question: will you pay {{ amount }} for {{ what_for }}, and when? It has been due since {{ due }}.

{{ pay_link }}

If it cannot be now, reply with the date on which you will pay, and I will note it. If you do not intend \
to pay, please tell me that too, and why. Any answer helps.

${signed}`,
  ],
  [
    "consequences",
    "What happens next with {{ amount }} to {{ vendor.name }}",
    `Hello {{ debtor.name }},

{{ amount }} for {{ what_for }} has been due since {{ due }}. You should know what happens next.

If you pay it, it is settled, and you hear no more of it. If you tell me a date, I wait for it. If you \
tell me what is wrong, I look into it first. If it stays open without a word, I decide how we go on.

{{ pay_link }}

When will you pay it? A reply of one line is enough.

${signed}`,
  ],
  [
    "final-notice",
    "Our last regular reminder of {{ amount }} to {{ vendor.name }}",
    `Hello {{ debtor.name }},

This is the last of our regular reminders of {{ amount }} for {{ what_for }}, due since {{ due }}.

After this one, a person here looks at it and decides how we go on. You will still hear from us now and \
then until it is settled.

{{ pay_link }}

Will you pay it, and when? If you cannot, or will not, please reply and tell me why. I would rather know.

${signed}`,
  ],
  [
    "monthly",
    "{{ amount }} to {{ vendor.name }} is still open",
    `Hello {{ debtor.name }},

{{ amount }} for {{ what_for }} is still open. It has been due since {{ due }}, and we keep it in mind.

{{ pay_link }}

When can you pay it? A date is enough: reply with it, and I will note it.

${signed}`,
  ],
  [
    "broken-promise",
    '{% if promised != "" %}You said {{ promised }}: {% endif %}{{ amount }} to {{ vendor.name }}',
    `Hello {{ debtor.name }},

You said that you would pay {{ amount }} for {{ what_for }}{% if promised != "" %} by \
{{ promised }}{% endif %}. It has not arrived.

Please pay it today.

{{ pay_link }}

If something came up, reply with a new date, one that you can keep. If you have paid already, tell me how \
and on which day, and I will look for it.

${signed}`,
  ],
  [
    "statement",
    "Statement from {{ vendor.name }}: {{ amount }} open",
    `Hello {{ debtor.name }},

For your accounts payable: {{ amount }} is open with {{ vendor.name }} today.

{{ statement }}

{{ pay_link }}

On which date is each of these set to be paid? If one is missing or wrong on your side, reply with its \
reference and I will send you what you need.

${signed}`,
  ],
  [
    "fresh-link",
    "Your new link to pay {{ vendor.name }}",
    `Hello {{ debtor.name }},

You asked for a new link. {{ amount }} for {{ what_for }} is open.

{{ pay_link }}

If you did not ask for it, you need not do anything.

{{ signature }}
{{ vendor.name }}`,
  ],
];
