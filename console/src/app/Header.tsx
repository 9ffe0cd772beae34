import { useQuery } from "@apollo/client/react";
import { Button, Dropdown } from "antd";
import { currentSession, useSession } from "../session/session";
import { useLanguage } from "../text/language";
import { useFormat } from "../ui/format";
import { TenantDocument } from "./operations.generated";
import { useSignOut } from "./useSignOut";

export function Header({ onMenu }: { onMenu: () => void }) {
  const { language, text, choose } = useLanguage();
  const { data } = useQuery(TenantDocument);
  return (
    <header className="top">
      <Button className="menu-button" type="text" onClick={onMenu}>
        {text.shell.menu}
      </Button>
      <span className="tenant">{data?.tenant.name}</span>
      <span className="spring" />
      <Button
        type="text"
        aria-label={text.shell.languageLabel}
        lang={language === "zh" ? "en" : "zh-CN"}
        onClick={() => choose(language === "zh" ? "en" : "zh")}
      >
        {text.shell.language}
      </Button>
      <AccountMenu />
    </header>
  );
}

function AccountMenu() {
  const { text } = useLanguage();
  const { at } = useFormat();
  const session = useSession() ?? currentSession();
  const signOut = useSignOut();
  if (session === null) return null;
  const { username, role } = session.operator;
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "role", label: `${username} · ${text.common.roles[role]}`, disabled: true },
          { key: "expires", label: text.session.expires(at(session.expiresAt)), disabled: true },
          { type: "divider" },
          { key: "out", label: text.session.signOut, onClick: () => void signOut() },
        ],
      }}
    >
      <Button type="text" aria-label={`${text.shell.account}: ${username}`}>
        {username}
      </Button>
    </Dropdown>
  );
}
