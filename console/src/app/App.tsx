import { ApolloProvider } from "@apollo/client/react";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { RouterProvider } from "react-router";
import { client } from "../apollo/client";
import { LanguageProvider, useLanguage } from "../text/language";
import { pageNonce } from "./nonce";
import { router } from "./router";
import { useTheme } from "./theme";

export function App() {
  return (
    <LanguageProvider>
      <Dressed />
    </LanguageProvider>
  );
}

function Dressed() {
  const { language } = useLanguage();
  const theme = useTheme();
  return (
    <ConfigProvider
      csp={{ nonce: pageNonce }}
      locale={language === "zh" ? zhCN : enUS}
      theme={theme}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
    >
      <AntApp>
        <ApolloProvider client={client}>
          <RouterProvider router={router} />
        </ApolloProvider>
      </AntApp>
    </ConfigProvider>
  );
}
