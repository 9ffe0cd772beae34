import { Layout, Spin } from "antd";
import { useState } from "react";
import { Navigate, Outlet, useLocation, useNavigation } from "react-router";
import { useSession } from "../session/session";
import { useText } from "../text/language";
import { ConnectionBar } from "./ConnectionBar";
import { ExpiryBar } from "./ExpiryBar";
import { Header } from "./Header";
import { Navigation } from "./Navigation";
import { SandboxBand } from "./SandboxBand";
import { useShortcuts } from "./useShortcuts";

/** What stands around every page of somebody who is signed in. */
export function Shell() {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session === null) return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />;
  return <Frame />;
}

function Frame() {
  const { shell, common } = useText();
  const [open, setOpen] = useState(false);
  const loading = useNavigation().state !== "idle";
  useShortcuts();
  return (
    <Layout className="shell">
      <a className="skip" href="#content">
        {shell.skip}
      </a>
      <Navigation open={open} onClose={() => setOpen(false)} />
      <Layout>
        <SandboxBand />
        <Header onMenu={() => setOpen(true)} />
        <ConnectionBar />
        <ExpiryBar />
        <main id="content" className="content" tabIndex={-1} aria-busy={loading}>
          {loading ? <Spin className="page-loading" description={common.loading} /> : <Outlet />}
        </main>
      </Layout>
    </Layout>
  );
}
