/** Who this viewer is: a made-up name kept in the browser, nothing about the person. */
const KEY = "xiaoer.viewer";

export function viewerName(storage: Storage = window.localStorage): string {
  try {
    const known = storage.getItem(KEY);
    if (known) return known;
    const name = `游客${Math.floor(1000 + Math.random() * 9000)}`;
    storage.setItem(KEY, name);
    return name;
  } catch {
    // Storage may be forbidden (private windows); the name then lasts as long as the page.
    return `游客${Math.floor(1000 + Math.random() * 9000)}`;
  }
}
