/** Light or dark: as the person chose, else as their system is. */
import { useCallback, useEffect, useState } from "react";

export type Appearance = "auto" | "light" | "dark";

const KEY = "xiaoer.appearance";
const DARK = "(prefers-color-scheme: dark)";

function stored(): Appearance {
  try {
    const kept = window.localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "auto";
  } catch {
    return "auto";
  }
}

export function useAppearance() {
  const [chosen, setChosen] = useState<Appearance>(stored);
  const [system, setSystem] = useState(() => window.matchMedia(DARK).matches);
  useEffect(() => {
    const query = window.matchMedia(DARK);
    const changed = () => setSystem(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  const choose = useCallback((next: Appearance) => {
    setChosen(next);
    try {
      window.localStorage.setItem(KEY, next);
    } catch {
      // Not remembered, then; the page works the same.
    }
  }, []);
  const dark = chosen === "dark" || (chosen === "auto" && system);
  useEffect(() => {
    document.documentElement.dataset.dark = String(dark);
  }, [dark]);
  return { chosen, choose, dark };
}
