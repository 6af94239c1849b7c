/** Where the pages of staff are, and where one goes from the sign-in page. */
export const HOME = "/review";
export const SIGN_IN = "/sign-in";

/** `path` where it is one of this service whatever a browser makes of it; else the home. */
export function ownPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])[\w\-./?=&%:~]*$/.test(path) ? path : HOME;
}

/** The sign-in page that leads back to where one is. */
export function toSignIn(location: Location): string {
  const here = `${location.pathname}${location.search}`;
  return here === HOME ? SIGN_IN : `${SIGN_IN}?next=${encodeURIComponent(here)}`;
}

/** What a fragment of the sign-in page says: a link's secret, or why a provider did not do. */
export function fragment(hash: string): { link: string; refused: string } {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  return { link: said.get("link") ?? "", refused: said.get("refused") ?? "" };
}
