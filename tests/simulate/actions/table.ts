import type { Draw } from "~tests/simulate/random";
import type { Action, DrawAction } from "./action";
import { endDebit, expireAtStripe } from "./at-stripe";
import { answerInstead, click, comeBack, newBalance, pay, payAtSecondTry } from "./debtors";
import { agreeToPlan, endAPlan, removeCard, tapKeptCard, wearOutKeptCard } from "./kept-cards";
import {
  applyRest,
  askForItAgain,
  endRefund,
  moveChargeback,
  openChargeback,
  refundAtStripe,
  refundByStaff,
} from "./money-back";
import { everyMinute, passTime, planReminders, reconcile, workers } from "./operations";
import { adjust, payByHand, takeBackAdjustment, takeBackPaidByHand, weeklyFile } from "./staff";
import {
  crash,
  holdWebhooks,
  stripeFails,
  stripeIsDown,
  stripeRecovers,
  waitForWebhooks,
  webhookWeather,
} from "./trouble";

/** Everything that can happen. */
const actions = {
  newBalance,
  click,
  pay,
  payAtSecondTry,
  comeBack,
  answerInstead,
  endDebit,
  expireAtStripe,
  payByHand,
  takeBackPaidByHand,
  adjust,
  takeBackAdjustment,
  weeklyFile,
  refundByStaff,
  refundAtStripe,
  endRefund,
  openChargeback,
  moveChargeback,
  applyRest,
  askForItAgain,
  tapKeptCard,
  wearOutKeptCard,
  removeCard,
  agreeToPlan,
  endAPlan,
  workers,
  reconcile,
  everyMinute,
  planReminders,
  passTime,
  webhookWeather,
  holdWebhooks,
  waitForWebhooks,
  stripeFails,
  stripeIsDown,
  stripeRecovers,
  crash,
} satisfies Record<string, DrawAction>;

export type ActionKind = keyof typeof actions;
/** How often each kind of action is drawn, compared with the others; what is not named, never. */
export type Mix = Partial<Record<ActionKind, number>>;

/** An ordinary life, with more than its share of trouble. */
export const everything: Mix = {
  newBalance: 6,
  click: 18,
  pay: 16,
  payAtSecondTry: 2,
  comeBack: 4,
  answerInstead: 1,
  endDebit: 5,
  expireAtStripe: 2,
  payByHand: 4,
  takeBackPaidByHand: 2,
  adjust: 4,
  takeBackAdjustment: 2,
  weeklyFile: 2,
  refundByStaff: 5,
  refundAtStripe: 3,
  endRefund: 2,
  openChargeback: 3,
  moveChargeback: 3,
  applyRest: 3,
  askForItAgain: 1,
  tapKeptCard: 8,
  wearOutKeptCard: 1,
  removeCard: 1,
  agreeToPlan: 4,
  endAPlan: 1,
  workers: 14,
  reconcile: 2,
  everyMinute: 4,
  planReminders: 4,
  passTime: 4,
  webhookWeather: 3,
  holdWebhooks: 2,
  waitForWebhooks: 4,
  stripeFails: 5,
  stripeIsDown: 1,
  stripeRecovers: 3,
  crash: 6,
};

export function drawAction(draw: Draw, mix: Mix): Action {
  const kind = draw.weighted<ActionKind>(mix);
  return { kind, run: actions[kind](draw) };
}
