/**
 * Everything the debtor's page says, in English. ICU message syntax; every other language has the same keys.
 */
export const english = {
  // Who is asking, and for how much.
  outstanding: "{name}, this is outstanding",
  outstandingNoName: "This is outstanding",
  titleOwing: "Pay {vendor} {amount}",
  titleOwingMixed: "Pay {vendor}",
  severalBalances: "{count, plural, one {# balance} other {# balances}}, {due}",
  ofWhichNotDue: "{amount} of it is not due yet",
  leftOf: "{left} left of {whole}",
  reference: "Ref. {reference}",
  moreBalances: "{count, plural, one {# more balance} other {# more balances}}",
  moreThanShown: "Only the {count} oldest are on this page. The others follow once these are paid.",
  whatFor: "What it is for",

  // Paying.
  payAll: "Pay {amount}",
  payTicked: "Pay what is ticked",
  payPlain: "Go on to pay",
  untickHint: "Untick what you do not want to pay now.",
  payHint:
    "You pay on Stripe’s secure page. It shows the total once more, and nothing is taken until you " +
    "confirm there.",

  // A card that is kept for the next time.
  payWithCard: "Pay {amount} with {card}",
  payTickedWithCard: "Pay what is ticked with {card}",
  payOtherWay: "Pay another way",
  cardHint: "One tap charges {card} the amount on the button.",
  keepCard: "Keep this card for the next time",
  keepCardHint:
    "Stripe keeps it, for {vendor} only. It is charged only when you say so on this page, and you can " +
    "remove it here.",
  cardKept: "{card} is kept for you",
  cardExpired: "{card} is kept, and has expired",
  cardKeptText: "Stripe keeps it, for {vendor} only. It is charged only when you say so on this page.",
  removeCard: "Remove this card",
  cardRemoved: "The card is removed. It cannot be charged any more.",
  cardGone: "That card is no longer kept. Nothing was taken. You can pay another way.",
  cardDeclined: "{card} was declined, and nothing was taken. You can pay in another way here.",
  cardNeedsApproval: "Your bank wants you to approve this payment, so {card} was not charged yet.",
  cardRefused: "{card} could not be charged, and nothing was taken. You can pay in another way here.",
  confirmAmount: "You ticked {amount}. Nothing was taken yet.",
  confirmingPart: "A payment of {amount} is being confirmed. You need not pay that again.",

  // A part, and what is too small.
  partOption: "Pay a part",
  partHint: "From {least} to {most}. It goes to what is ticked, the oldest first.",
  partWithCard: "Pay this part with {card}",
  partMissing: "Write the amount you want to pay now, for example {example}.",
  partTooSmall: "The least you can pay in part is {least}.",
  partMoreThanTicked: "That is more than what is ticked. Write at most {most}, or tick more.",
  partLeavesTooLittle:
    "That would leave less than can be paid online later. Write at most {most}, or pay everything with the " +
    "button above.",
  partNotExact: "Online, the last digit of this amount has to be 0.",
  partNotOffered: "A part cannot be paid at the moment. Please look again.",
  bundleHint:
    "Online, {minimum} is the least that can be paid at once, so smaller balances are paid together.",
  tooSmallAlone:
    "{amount} is too small for a payment online: the least is {minimum}. It can be paid together with a " +
    "later balance, or directly to {vendor}:",
  tooSmallHere: "That is too small for a payment online. Tick more, or pay {vendor} directly.",
  notExactHint:
    "Online, the last digit of a sum in {currency} has to be 0, so not all of it can be paid at once. Tick " +
    "what adds up to that.",
  notExactAlone:
    "{amount} cannot be paid online to the last digit, which has to be 0 in {currency}. Please pay " +
    "{vendor} directly:",
  notExactTicked:
    "Online, the last digit of what is ticked has to add up to 0. Tick something else, or pay {vendor} " +
    "directly.",

  // Splitting it, and a plan that runs.
  splitOption: "Split it into instalments",
  splitCount: "How many?",
  splitCountOption: "{count} instalments, up to {amount} each",
  splitFrequency: "How often?",
  everyWeek: "Every week",
  everyFortnight: "Every two weeks",
  everyMonth: "Every month",
  splitHint: "You see every date and amount before you agree.",
  splitShow: "Show me the dates",
  splitIntro: "A plan with {vendor}, in {count} instalments",
  splitToday: "Today, on the next page",
  splitNotice:
    "The later ones are charged to the card you pay with today. We write to you at least {days} days " +
    "before each.",
  splitFailing:
    "If a charge fails, the card is tried again {after} days later, and once more {again} days after " +
    "that. If that fails too, the plan ends and {vendor} asks you for the rest with a link.",
  splitFree: "It costs nothing more. You can pay sooner, or end the plan, on this page at any time.",
  splitConsent:
    "By agreeing you let {vendor} keep the card you pay with today, at Stripe, and charge it these " +
    "amounts on these dates.",
  splitAgree: "Agree and pay {amount} now",
  splitBack: "Back, without a plan",
  splitChanged: "What is owed has changed, or a day has passed. This is the plan as it would be now.",
  splitNotOffered: "It cannot be split like that at the moment. Nothing was taken. Please look again.",
  planTitle: "Your plan",
  planNext: "Next on your plan: {amount} on {date}, charged to {card}.",
  planNextNoCard:
    "Next on your plan: {amount} on {date}. No card is kept for it any more, so please pay " +
    "it here by then.",
  planRetry: "{amount} of your plan could not be charged. It is tried again on {date}.",
  planCharging: "{amount} of your plan is being charged.",
  planPaused: "Your plan waits: nothing is charged until {vendor} has answered you.",
  planEarlyTitle: "Pay sooner",
  planEarly: "You can pay here at any time, all of it or what you tick, and the plan gets shorter.",
  planPaid: "Paid",
  planNotNeeded: "Not needed any more",
  planEnd: "End this plan",
  planEndText:
    "Then nothing more is charged by itself. What is left is still owed, and {vendor} will ask you for " +
    "it.",
  planEndSend: "End my plan",
  cardKeptForPlan:
    "Stripe keeps it, for {vendor} only. It is charged on the dates of your plan, and otherwise only " +
    "when you say so on this page.",

  // What stands in the way of paying.
  errorPrefix: "Error: {title}",
  nothingTicked: "Tick at least one balance to pay.",
  selectionChanged:
    "What is owed has changed since you opened this page. Please look again and pay from here.",
  tooSmall: "{minimum} is the least that can be paid online. Tick more, or pay {vendor} directly.",
  unavailable:
    "The payment page cannot be reached at the moment. Nothing was taken. Please try again in a few minutes.",
  paymentFailed:
    "The payment did not go through, and nothing was taken. You can try again or pay in another way.",

  // Where things stand.
  paidPart: "You paid {amount} on {date}. Thank you. This is what is left.",
  seeReceipt: "See receipt {number}",
  processingPart: "{amount} from your bank is on its way. You need not pay that again.",
  processingTitle: "Your payment is on its way",
  processingText:
    "{amount} is coming from your bank, which can take a few working days. We do not remind you " +
    "meanwhile, and you get a receipt when it has arrived.",
  confirmingTitle: "Confirming your payment",
  confirmingText: "This takes a few seconds. The page looks again by itself; you need not pay again.",
  confirmingLongText:
    "This is taking longer than usual. You need not pay again, and you can close this page: the receipt " +
    "is sent to you as soon as the payment is confirmed.",
  lookAgain: "Look again",
  nothingOwedTitle: "Nothing is owed",
  nothingOwedText: "Nothing is outstanding with {vendor}. There is nothing to do.",

  // The receipt.
  paidTitle: "Paid",
  paidThanks: "Thank you. Nothing more is owed to {vendor}.",
  receiptTitle: "Receipt {number}",
  receiptNumber: "Receipt",
  receiptFrom: "Paid to",
  receiptDate: "Date",
  receiptMethod: "Paid with",
  receiptTotal: "Total",
  receiptUnapplied: "Not yet applied; {vendor} will be in touch",
  receiptRefunded: "Refunded {date}",
  receiptRefunding: "Refund on its way, asked for {date}",
  receiptTakenBack: "Returned to you by your bank, {date}",
  receiptMore: "{count, plural, one {# more} other {# more}}",
  receiptPrint: "Your browser can print this page or save it as a PDF.",
  receiptsOlder: "Earlier receipts",
  receiptLine: "Receipt {number}, {date}, {amount}",
  backToBalances: "See what is owed",

  // Answering instead of paying.
  answersTitle: "Not paying today? Tell {vendor}",
  answersChange: "Has something changed? Tell {vendor}",
  answerBalances: "Your answer is about everything on this page.",
  promiseOption: "I will pay on a date",
  promiseDate: "On which day?",
  promiseHint: "Today, or any day until {latest}. We do not remind you before then.",
  promiseSend: "Tell them the day",
  partialOption: "I can pay a part now",
  partialAmount: "How much can you pay?",
  partialCurrency: "In which currency?",
  partialHint: "{vendor} sees your offer and answers you.",
  partialSend: "Offer this amount",
  paidOption: "I have already paid",
  paidNote: "When, and how?",
  paidHint: "For example: by bank transfer on 2 March.",
  paidSend: "Tell them I paid",
  disputeOption: "This is wrong",
  disputeBalances: "What is wrong?",
  disputeNote: "What should it be?",
  disputeSend: "Tell them what is wrong",
  refusalOption: "I will not pay",
  refusalNote: "Would you like to say why? (optional)",
  refusalSend: "Tell them I will not pay",
  wrongPersonOption: "I am not {name}",
  wrongPersonOptionNoName: "This is not meant for me",
  wrongPersonText: "Then we delete this link and write to you no more. This cannot be undone from here.",
  wrongPersonSend: "I am someone else",

  // What was answered, said back.
  saidPromise: "You told us you will pay on {date}. We will not remind you before then.",
  saidPromiseToday: "You told us you will pay today. We will not remind you before tomorrow.",
  saidPromisePast: "You told us you would pay on {date}.",
  saidPartial:
    "You offered to pay {amount} now. {vendor} will answer you, and we do not remind you until then.",
  saidPaid: "You told us you have already paid. {vendor} is checking, and we do not remind you until then.",
  saidDispute: "You told us this is wrong. {vendor} is looking into it, and we do not remind you until then.",
  saidDisputeOf:
    "You told us {references} is wrong. {vendor} is looking into it, and we do not remind you until then.",
  saidRefusal:
    "You told us you will not pay. {vendor} decides what comes next, and we do not remind you until then.",
  payAnyway: "You can still pay at any time.",

  // What is wrong with an answer.
  dateMissing: "Choose the day on which you will pay.",
  datePast: "That day has passed. Choose today or a later day.",
  dateTooLate: "That is too far off. Choose a day no later than {latest}.",
  amountMissing: "Write the amount you can pay, for example {example}.",
  amountUnreadable: "Write the amount in figures, for example {example}.",
  amountTooBig: "That is all of it or more. To pay everything, use the button above.",
  currencyMissing: "Choose a currency.",
  noteMissing: "Write a few words, so that {vendor} can check.",
  noteTooLong: "That is too long. {limit, number} characters fit.",
  balanceMissing: "Tick what is wrong.",
  tooManyAnswers: "You have sent many answers today. Please call or write to {vendor} instead.",

  // How to be reached.
  reachTitle: "How to reach you",
  reachText: "Choose what suits you, and {vendor} keeps to it.",
  reachChannels: "How may we reach you?",
  reachEmail: "Email",
  reachSms: "Text message",
  reachCall: "Phone call",
  reachHours: "Between which hours? (optional)",
  reachFrom: "From",
  reachTo: "Until",
  reachHint: "Whole hours, in your own time. Empty: any usual hour.",
  reachLanguage: "In which language?",
  reachSend: "Save this",
  reachSaved: "Saved. From now on we reach you as you chose.",
  choiceNoChannel:
    "Tick at least one. To stop all reminders, use the link at the end of an email, or answer STOP " +
    "to a text " +
    "message.",
  choiceHour: "Choose whole hours, such as 9:00.",
  choiceHoursBoth: "Choose both hours, or leave both empty.",
  choiceHoursFew: "Leave at least two hours between 9:00 and 20:00.",

  // Links that no longer open.
  expiredTitle: "This link has expired",
  revokedTitle: "This link is no longer in use",
  freshLinkText: "We can send a new one to the contact details {vendor} has for you.",
  freshLinkSend: "Send me a new link",
  freshLinkAskedTitle: "Look in your messages",
  freshLinkAskedText:
    "If {vendor} has contact details for you, a new link is on its way. It can take a few minutes. If " +
    "nothing comes, please get in touch with them.",
  wrongPersonTitle: "Thank you for telling us",
  wrongPersonDone: "We write to you no more about this, and the link no longer opens anything.",
  notFoundTitle: "This page is not here",
  notFoundText:
    "The link may have been cut when it was copied. Open it again from the message you got, or copy the " +
    "whole of it.",
  tooBigTitle: "That was too much to read",

  // The foot of the page.
  questions: "Questions?",

  // Dates in words.
  due: "due {date}, {distance}",
  dueOldest: "the oldest {due}",
} as const;
