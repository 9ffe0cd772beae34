import { createBrowserRouter } from "react-router";
import { LoginPage } from "../pages/login/LoginPage";
import { Loading } from "./Loading";
import { Lost } from "./Lost";

/** Pages are loaded when somebody goes there; the addresses are those that src/server/console-files.ts serves. */
export const router = createBrowserRouter([
  { path: "/login", element: <LoginPage /> },
  {
    path: "/",
    lazy: async () => ({ Component: (await import("./Shell")).Shell }),
    HydrateFallback: Loading,
    errorElement: <Lost />,
    children: [
      { index: true, lazy: async () => ({ Component: (await import("../pages/overview/OverviewPage")).OverviewPage }) },
      { path: "users", lazy: async () => ({ Component: (await import("../pages/users/UsersPage")).UsersPage }) },
      {
        path: "tags",
        lazy: async () => ({ Component: (await import("../pages/tags/TagTabs")).TagTabs }),
        children: [
          { index: true, lazy: async () => ({ Component: (await import("../pages/tags/BuilderPage")).BuilderPage }) },
          { path: "list", lazy: async () => ({ Component: (await import("../pages/tags/TagsPage")).TagsPage }) },
          { path: "segments", lazy: async () => ({ Component: (await import("../pages/tags/SegmentsPage")).SegmentsPage }) },
          { path: "jobs", lazy: async () => ({ Component: (await import("../pages/tags/JobsPage")).JobsPage }) },
        ],
      },
      { path: "sends", lazy: async () => ({ Component: (await import("../pages/sends/SendsPage")).SendsPage }) },
      { path: "sends/new", lazy: async () => ({ Component: (await import("../pages/sends/NewSendPage")).NewSendPage }) },
      { path: "sends/:id/recipients", lazy: async () => ({ Component: (await import("../pages/sends/RecipientsPage")).RecipientsPage }) },
      { path: "sends/:id", lazy: async () => ({ Component: (await import("../pages/sends/SendPage")).SendPage }) },
      { path: "materials", lazy: async () => ({ Component: (await import("../pages/materials/MaterialsPage")).MaterialsPage }) },
      {
        path: "settings",
        lazy: async () => ({ Component: (await import("../pages/settings/SettingsTabs")).SettingsTabs }),
        children: [
          { index: true, lazy: async () => ({ Component: (await import("../pages/settings/AccountPage")).AccountPage }) },
          { path: "operators", lazy: async () => ({ Component: (await import("../pages/settings/OperatorsPage")).OperatorsPage }) },
          { path: "keys", lazy: async () => ({ Component: (await import("../pages/settings/KeysPage")).KeysPage }) },
          { path: "webhooks", lazy: async () => ({ Component: (await import("../pages/settings/WebhooksPage")).WebhooksPage }) },
          { path: "deletions", lazy: async () => ({ Component: (await import("../pages/settings/DeletionsPage")).DeletionsPage }) },
          { path: "audit", lazy: async () => ({ Component: (await import("../pages/settings/AuditPage")).AuditPage }) },
        ],
      },
    ],
  },
]);
