/** Lets a browser test ask what the page really played: `window.xiaoerProbe.played()`. */
import type { Conversation } from "./conversation";
import type { Played } from "./player";

declare global {
  interface Window {
    xiaoerProbe?: { played: () => Played };
  }
}

export function installProbe(conversation: Conversation): () => void {
  const probe = { played: () => conversation.player.measured() };
  window.xiaoerProbe = probe;
  return () => {
    if (window.xiaoerProbe === probe) delete window.xiaoerProbe;
  };
}
