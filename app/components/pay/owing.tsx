import { formatMoney } from "~/domain/money";
import { balancesPerPage, type PayPageState } from "~/domain/pay-link/pay-page";
import { LargeAmount } from "./amount";
import { Answers } from "./answers";
import { CardNote, KeptCard } from "./kept-card";
import { PayForm } from "./pay-form";
import { Reach, ReachNote } from "./reach";
import { PlanNote, RunningPlan } from "./running-plan";
import { Standing } from "./standing";
import type { PayView } from "./view";

type OwingView = PayView & { state: Extract<PayPageState, { kind: "owing" }> };

/** The page as it is mostly met: what is outstanding, one button, and the answers as quiet rows below. */
export function OwingPage(view: OwingView) {
  const { words, page, state } = view;
  return (
    <>
      <CardNote {...view} />
      <ReachNote {...view} />
      <Standing {...view} />
      <PlanNote {...view} />
      <Heading {...view} />
      <RunningPlan {...view} />
      {page.plan && (
        <section className="answers">
          <h2>{words.say("planEarlyTitle")}</h2>
          <p className="soft">{words.say("planEarly")}</p>
        </section>
      )}
      {state.groups.map((group) => (
        <PayForm key={group.currency} view={view} group={group} />
      ))}
      {page.moreBalances && (
        <p className="after soft">{words.say("moreThanShown", { count: balancesPerPage })}</p>
      )}
      <KeptCard {...view} />
      <Answers {...view} />
      <Reach {...view} />
    </>
  );
}

/** By name, and how much. Sums in several currencies stand side by side, since no one total would be true. */
function Heading({ words, page, state }: OwingView) {
  const { language } = words;
  const { name } = page.debtor;
  const [group, another] = state.groups;
  const totals = state.groups.map(({ total }) => formatMoney(total, language));
  return (
    <h1>
      {name ? words.say("outstanding", { name }) : words.say("outstandingNoName")}
      {group && !another && <LargeAmount amount={group.total} language={language} />}
      {another && <strong className="long">{new Intl.ListFormat(language).format(totals)}</strong>}
    </h1>
  );
}
