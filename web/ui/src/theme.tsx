// Dark and light, and Ant Design's tokens for both.  Colours that our own parts use live in
// styles/base.css under the same names.
import { ConfigProvider, theme as antTheme, type ThemeConfig } from "antd";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { useText } from "./i18n";

export type Shade = "light" | "dark";
const Context = createContext<{ shade: Shade; toggle: () => void }>({ shade: "light", toggle: () => {} });
export const useShade = () => useContext(Context);

const kFont =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

// The library waits for the end of its movements, which the style sheet takes away.
const kStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function tokens(shade: Shade): ThemeConfig {
  const dark = shade === "dark";
  return {
    hashed: false, // one version of the library is on the page: its selectors need no mark of their own
    algorithm: dark ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    token: {
      motion: !kStill,
      colorPrimary: dark ? "#5b97e8" : "#1f5bb5",
      colorPrimaryHover: dark ? "#6fa4ec" : "#2d6bc6",
      colorLink: dark ? "#82b4f5" : "#1a55ad",
      colorSuccess: dark ? "#5bb27c" : "#1f7a45",
      colorWarning: dark ? "#e0a43c" : "#a86400",
      colorError: dark ? "#f0746c" : "#b5241c",
      // Under the pointer a link is underlined; a colour of its own would be too faint in the dark.
      colorLinkHover: dark ? "#82b4f5" : "#1f5bb5",
      colorLinkActive: dark ? "#82b4f5" : "#1f5bb5",
      colorBgLayout: dark ? "#11151b" : "#f4f5f7",
      colorBgContainer: dark ? "#191f27" : "#ffffff",
      colorBgElevated: dark ? "#212832" : "#ffffff",
      colorBorder: dark ? "#3a4452" : "#cfd5dd",
      colorBorderSecondary: dark ? "#2a323d" : "#e4e7ec",
      colorText: dark ? "#e3e8ef" : "#1a2230",
      colorTextSecondary: dark ? "#a4afbd" : "#556071",
      colorTextTertiary: dark ? "#8e9aa9" : "#667284",
      colorTextPlaceholder: dark ? "#7f8b9a" : "#5f6b7b",
      borderRadius: 5,
      fontSize: 13,
      fontFamily: kFont,
      controlHeight: 30,
      controlHeightSM: 24,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.15s",
    },
    components: {
      Table: {
        cellPaddingBlockSM: 6,
        cellPaddingInlineSM: 10,
        headerBg: dark ? "#1d242d" : "#f8f9fb",
        headerColor: dark ? "#a4afbd" : "#556071",
        rowHoverBg: dark ? "#202934" : "#f3f6fb",
        rowSelectedBg: dark ? "#1d2c42" : "#e9f0fb",
        rowSelectedHoverBg: dark ? "#22344e" : "#e1ebfa",
      },
      Form: { itemMarginBottom: 14, verticalLabelPadding: "0 0 4px" },
      Drawer: { paddingLG: 18 },
      Dropdown: { colorError: dark ? "#f58a83" : "#b5241c" },
      Button: { primaryColor: dark ? "#0c1015" : "#ffffff", dangerColor: dark ? "#0c1015" : "#ffffff", primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" },
    },
  };
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const { antd } = useText();
  const [shade, setShade] = useState<Shade>(document.documentElement.dataset.theme === "dark" ? "dark" : "light");
  const toggle = useCallback(() => {
    setShade((old) => {
      const next = old === "dark" ? "light" : "dark";
      document.documentElement.dataset.theme = next;
      try {
        localStorage.setItem("mw.theme", next);
      } catch {
        // The choice then lasts as long as the page.
      }
      return next;
    });
  }, []);
  const config = useMemo(() => tokens(shade), [shade]);
  const value = useMemo(() => ({ shade, toggle }), [shade, toggle]);
  return (
    <Context.Provider value={value}>
      <ConfigProvider
        theme={config}
        locale={antd}
        button={{ autoInsertSpace: false }}
        wave={{ disabled: true }}
      >
        {children}
      </ConfigProvider>
    </Context.Provider>
  );
}
