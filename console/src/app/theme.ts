import { type ThemeConfig, theme } from "antd";
import { useMemo, useSyncExternalStore } from "react";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function onChange(listener: () => void): () => void {
  dark.addEventListener("change", listener);
  return () => dark.removeEventListener("change", listener);
}

/** Ant Design's defaults, light or dark as the system is; secondary text darker than theirs, which is too pale to read. */
export function useTheme(): ThemeConfig {
  const isDark = useSyncExternalStore(onChange, () => dark.matches);
  return useMemo(
    () => ({
      algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
      token: isDark
        ? { colorPrimary: "#4c9aff", colorLink: "#7db4ff", colorTextPlaceholder: "#9a9a9a", colorTextDescription: "#a6a6a6" }
        : {
            colorPrimary: "#1668dc",
            colorLink: "#0958d9",
            colorTextPlaceholder: "#6b6b6b",
            colorTextDescription: "#5f5f5f",
            colorTextSecondary: "#555",
            colorTextTertiary: "#5f5f5f",
            colorError: "#cf1322",
            colorWarning: "#ad6800",
          },
    }),
    [isDark],
  );
}
