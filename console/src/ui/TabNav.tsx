import { Link, useLocation } from "react-router";

/** Sides of a subject, each with an address of its own. */
export function TabNav({ label, tabs }: { label: string; tabs: readonly { to: string; name: string }[] }) {
  const { pathname } = useLocation();
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ to, name }) => (
        <Link key={to} to={to} className="tab" aria-current={pathname === to ? "page" : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
