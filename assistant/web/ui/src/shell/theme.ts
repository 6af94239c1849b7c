import type { ThemeConfig } from "antd";

/** The shop's colours, as in styles/base.css. Text colours keep 4.5:1 on their grounds. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: "#cf3a1d",
    colorInfo: "#cf3a1d",
    colorSuccess: "#0b7457",
    colorText: "#2a1c14",
    colorTextSecondary: "#6b574a",
    colorTextPlaceholder: "#7d6a5d",
    colorBgLayout: "#fff8f1",
    borderRadius: 12,
    fontFamily:
      '-apple-system, "PingFang SC", "HarmonyOS Sans SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "Segoe UI", Roboto, sans-serif',
  },
};
