// Which columns of a list somebody has chosen; kept in the browser, by account and list.
export interface Choosable {
  key: string;
  fixed?: boolean; // always shown
  extra?: boolean; // shown once it is chosen
}

const storedAs = (who: string, list: string) => `mw.columns.${who}.${list}`;

// `kept` is what the browser kept: a broken choice is no choice.
export function shownOf(kept: string | null, all: Choosable[]): string[] {
  let chosen: unknown = null;
  try {
    chosen = JSON.parse(kept ?? "null");
  } catch {
    // As if nothing was kept.
  }
  const list = Array.isArray(chosen) ? chosen : null;
  return all.filter((one) => one.fixed || (list ? list.includes(one.key) : !one.extra)).map((one) => one.key);
}

export function keptColumns(who: string, list: string): string | null {
  try {
    return localStorage.getItem(storedAs(who, list));
  } catch {
    return null;
  }
}

export function keepColumns(who: string, list: string, shown: string[]): void {
  try {
    localStorage.setItem(storedAs(who, list), JSON.stringify(shown));
  } catch {
    // The choice then lasts as long as the page.
  }
}
