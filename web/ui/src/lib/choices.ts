// What a browser keeps of somebody's choices (theme, language, columns), and nothing of cases.  Signing out has the browser clear its
// storage; these are put back.
type Choices = [key: string, value: string][];

export function keptChoices(): Choices {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith("mw."))
      .map((key) => [key, localStorage.getItem(key) ?? ""]);
  } catch {
    return []; // Storage may be forbidden.
  }
}

export function putBack(choices: Choices): void {
  try {
    for (const [key, value] of choices) localStorage.setItem(key, value);
  } catch {
    // They then last as long as the page.
  }
}
