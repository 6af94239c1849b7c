import type { State } from "./wire";

export const COLOURS: Record<State, string> = {
  drafted: "#e0882b",
  approved: "#12946f",
  declined: "#8c8078",
  sent: "#2f6fd0",
  failed: "#d24a2c",
};
