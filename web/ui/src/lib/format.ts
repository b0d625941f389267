// How values read: Beijing time, money, shortened digests, decibans.
import type { Price } from "../api/client";
import type { Lang } from "../i18n";

// Made when first asked for: each takes tens of milliseconds.
const made = new Map<Lang, Intl.DateTimeFormat>();
function dateFormat(lang: Lang): Intl.DateTimeFormat {
  const known = made.get(lang);
  if (known) return known;
  const fresh = new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-CA", {
    timeZone: "Asia/Shanghai",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  made.set(lang, fresh);
  return fresh;
}

// "2026-11-22 09:12" in Beijing; empty when `time` is no time.
export function beijing(time: string | null | undefined, lang: Lang = "en"): string {
  const date = time ? new Date(time) : null;
  if (!date || Number.isNaN(date.getTime())) return "";
  const part = Object.fromEntries(dateFormat(lang).formatToParts(date).map((p) => [p.type, p.value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}`;
}

// "2026-12-20T09:00" on a clock in Beijing, as RFC 3339; empty when it is no time.
export function fromBeijing(local: string): string {
  const time = `${local}${local.length === 16 ? ":00" : ""}+08:00`;
  return /^\d{4}-\d{2}-\d{2}T/.test(local) && !Number.isNaN(new Date(time).getTime()) ? time : "";
}

export function utc(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

const kSigns: Record<string, string> = { CNY: "¥", USD: "$", EUR: "€", RUB: "₽", GBP: "£", JPY: "¥" };

// "¥39.00 CNY", "39.00–45.00 CNY"; empty when the price is unknown.
export function money(price: Price | undefined): string {
  if (!price) return "";
  const amount = price.amount_max ? `${price.amount}–${price.amount_max}` : price.amount;
  const currency = price.currency ?? "";
  const sign = kSigns[currency] ?? "";
  return `${sign}${amount}${currency ? ` ${currency}` : ""}`;
}

export const percent = (ratio: number) => `${(ratio * 100).toFixed(ratio < 0.1 ? 1 : 0)}%`;

// "+9.1", "−1.2"
export const signed = (db: number) => `${db < 0 ? "−" : "+"}${Math.abs(db).toFixed(1)}`;

// "3f9a…c210"
export const shorten = (text: string, ends = 6) => (text.length <= 2 * ends + 1 ? text : `${text.slice(0, ends)}…${text.slice(-4)}`);

// "312 B", "48.2 KiB", "1.5 GiB"
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value < 100 ? value.toFixed(1) : Math.round(value)} ${["KiB", "MiB", "GiB"][power - 1]}`;
}

// Text from outside, with what cannot be seen or would turn the line around written out: U+202E becomes "⟨202E⟩".
export const visible = (text: string) =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (one) => `⟨${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
