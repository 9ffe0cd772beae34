import { Outlet } from "react-router";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { TabNav } from "../../ui/TabNav";
import "./settings.css";

/** The account for all; what concerns operators, keys and personal data for admins alone. */
export function SettingsTabs() {
  const { settings, webhooks } = useText();
  const isAdmin = useMay("ADMIN");
  const { tabs } = settings;
  const forAdmins = [
    { to: "/settings/operators", name: tabs.operators },
    { to: "/settings/keys", name: tabs.keys },
    { to: "/settings/webhooks", name: webhooks.tab },
    { to: "/settings/deletions", name: tabs.deletions },
    { to: "/settings/audit", name: tabs.audit },
  ];
  return (
    <>
      <TabNav label={settings.title} tabs={[{ to: "/settings", name: tabs.account }, ...(isAdmin ? forAdmins : [])]} />
      <Outlet />
    </>
  );
}
