/** Which panes there is room for beside the list. */
import { useEffect, useState } from "react";

const ITEM = "(width >= 1100px)";
const FILTERS = "(width >= 700px)";

export function useWide(): { filters: boolean; item: boolean } {
  const [wide, setWide] = useState(look);
  useEffect(() => {
    const queries = [ITEM, FILTERS].map((one) => window.matchMedia(one));
    const changed = () => setWide(look());
    for (const query of queries) query.addEventListener("change", changed);
    return () => {
      for (const query of queries) query.removeEventListener("change", changed);
    };
  }, []);
  return wide;
}

function look(): { filters: boolean; item: boolean } {
  return { filters: window.matchMedia(FILTERS).matches, item: window.matchMedia(ITEM).matches };
}
