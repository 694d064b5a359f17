import { ButtonLink } from "~/components/desk/button";

const banner =
  "mb-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-lg border border-danger/50 " +
  "bg-danger-soft px-4 py-3.5";

/** Over everything else on the overview: until this is dealt with, no debtor of the vendor can pay. */
export function CannotCollect() {
  return (
    <div role="alert" className={banner}>
      <div className="min-w-0 grow basis-80 text-danger">
        <p className="font-semibold">Nobody can pay at the moment</p>
        <p className="text-sm">
          Your Stripe account cannot take payments. Reminders wait until it can, so that no link leads
          nowhere; pages that are open already say that paying is not possible just now.
        </p>
      </div>
      <ButtonLink to="/desk/settings/stripe">See what to do</ButtonLink>
    </div>
  );
}
