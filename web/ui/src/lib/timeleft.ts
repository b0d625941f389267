// How long until a term ends, in the largest unit that says something, and how urgent that is.
export interface Left {
  over: boolean;
  unit: "day" | "hour" | "minute";
  n: number;
  tone: "red" | "amber" | "plain"; // red: it is over; amber: it reads as three days or less
}

const kMinute = 60_000;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;
const kSoon = 4 * kDay;

// Null when `due` is no time.  The instant `due` itself is too late.
export function timeLeft(due: string | null | undefined, now: number): Left | null {
  const end = due ? Date.parse(due) : Number.NaN;
  if (Number.isNaN(end)) return null;
  const left = end - now;
  const over = left <= 0;
  const size = Math.abs(left);
  const tone = over ? "red" : left < kSoon ? "amber" : "plain";
  if (size >= 2 * kDay) return { over, unit: "day", n: Math.floor(size / kDay), tone };
  if (size >= kHour) return { over, unit: "hour", n: Math.floor(size / kHour), tone };
  return { over, unit: "minute", n: Math.max(over ? 0 : 1, Math.floor(size / kMinute)), tone };
}
