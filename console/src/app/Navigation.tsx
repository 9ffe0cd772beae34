import { Drawer, Layout, Menu } from "antd";
import { Link, useLocation } from "react-router";
import { useText } from "../text/language";

const PAGES = ["overview", "users", "tags", "sends", "materials", "settings"] as const;

function addressOf(page: (typeof PAGES)[number]): string {
  return page === "overview" ? "/" : `/${page}`;
}

/** The way to the pages: beside them, or on a phone behind a button. */
export function Navigation({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { shell } = useText();
  return (
    <>
      <Layout.Sider className="side" width={184} theme="light">
        <Pages />
      </Layout.Sider>
      <Drawer open={open} onClose={onClose} placement="left" size={240} title="Tagcast" aria-label={shell.navigation}>
        <Pages onChosen={onClose} />
      </Drawer>
    </>
  );
}

function Pages({ onChosen }: { onChosen?: () => void }) {
  const { shell } = useText();
  const { pathname } = useLocation();
  const first = pathname.split("/")[1];
  return (
    <nav aria-label={shell.navigation}>
      <p className="brand">Tagcast</p>
      <Menu
        mode="inline"
        selectedKeys={[first === "" ? "overview" : (first ?? "")]}
        onClick={onChosen}
        items={PAGES.map((page) => ({ key: page, label: <Link to={addressOf(page)}>{shell[page]}</Link> }))}
      />
    </nav>
  );
}
