import { useSyncExternalStore } from "react";

/** `phone`: everything over the stage; `medium`: the stage and the stream; `wide`: products too. */
export type Layout = "phone" | "medium" | "wide";

const medium = window.matchMedia("(min-width: 820px)");
const wide = window.matchMedia("(min-width: 1180px)");

function subscribe(changed: () => void): () => void {
  medium.addEventListener("change", changed);
  wide.addEventListener("change", changed);
  return () => {
    medium.removeEventListener("change", changed);
    wide.removeEventListener("change", changed);
  };
}

function current(): Layout {
  if (wide.matches) return "wide";
  return medium.matches ? "medium" : "phone";
}

export function useLayout(): Layout {
  return useSyncExternalStore(subscribe, current);
}
