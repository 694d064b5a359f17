import { NavLink } from "@remix-run/react";
import { classNames } from "./class-names";

const places = [
  { to: "/desk", label: "Overview", end: true },
  { to: "/desk/today", label: "Today" },
  { to: "/desk/calls", label: "Calls" },
  { to: "/desk/balances", label: "Balances" },
  { to: "/desk/debtors", label: "Debtors" },
  { to: "/desk/payments", label: "Payments" },
  { to: "/desk/messages", label: "Messages" },
  { to: "/desk/effect", label: "Effect" },
  { to: "/desk/import", label: "Import" },
  { to: "/desk/cadences", label: "Cadences" },
  { to: "/desk/templates", label: "Templates" },
  { to: "/desk/settings", label: "Settings" },
];

/** The desk's places: down the side where there is room, across the top where there is not. */
export function Navigation() {
  return (
    <nav aria-label="Desk" className="flex flex-wrap gap-0.5 md:flex-col">
      {places.map(({ to, label, end = false }) => (
        <NavLink
          key={to}
          to={to}
          end={end}
          className={({ isActive }) =>
            classNames(
              "rounded-md px-3 py-1.5 text-sm whitespace-nowrap md:py-2",
              isActive ? "bg-raised font-medium text-ink" : "text-ink-soft hover:bg-raised hover:text-ink",
            )
          }
        >
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
