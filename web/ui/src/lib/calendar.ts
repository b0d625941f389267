// Months and their weeks, Monday first, as days are written: "2026-12-31".
export const isMonth = (text: string | null): text is string => /^\d{4}-(0[1-9]|1[0-2])$/.test(text ?? "");

// `by` months later; earlier when negative.
export function monthAfter(month: string, by: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + by;
  return `${String(Math.floor(count / 12)).padStart(4, "0")}-${String((count % 12) + 1).padStart(2, "0")}`;
}

// 0 is Monday.
export const weekday = (day: string) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

// Rows of seven; null where the day is of another month.
export function weeksOf<T extends { day: string }>(days: T[]): (T | null)[][] {
  const first = days[0];
  if (!first) return [];
  const cells: (T | null)[] = [...new Array<null>(weekday(first.day)).fill(null), ...days];
  while (cells.length % 7) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
