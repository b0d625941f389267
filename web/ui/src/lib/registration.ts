// A right as its form holds it, and the registration that goes out: text as it was typed until it is sent, so that nothing is lost and the
// server says what is wrong.
import type { Right, RightDetail, RightForm, RightFormDocument, RightFormField, RightTells } from "../api/client";

export type Values = Record<string, unknown>;
export interface PickedFile {
  name: string;
  sha256: string;
}
export interface PickedDocument extends PickedFile {
  kind: string;
  kept?: boolean; // the right has it already
}
export interface SellerRowValue {
  name?: string | null;
  id?: string | null;
  platform?: string | null;
  valid_from?: string | null;
  valid_to?: string | null;
}
export interface PriceValue {
  amount?: string;
  amount_max?: string;
  currency?: string;
}
export interface Draft {
  values: Values; // by the field's key
  pictures: PickedFile[];
  documents: PickedDocument[];
}

export const asked = (one: Pick<RightFormField | RightFormDocument, "kinds">, kind: string) => one.kinds.length === 0 || one.kinds.includes(kind);
export const isNeeded = (one: RightFormField | RightFormDocument, kind: string) => !!one.needed && !one.not_needed.includes(kind);

export const linesOf = (text: unknown): string[] =>
  typeof text === "string"
    ? text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter(Boolean)
    : [];

// What is no number stays as it is, for the server to refuse by name.
export const classesOf = (text: unknown): (number | string)[] =>
  (typeof text === "string" ? text : "")
    .split(/[\s,;，、；]+/)
    .filter(Boolean)
    .map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : part));

function at(object: Record<string, unknown>, key: string): unknown {
  const [outer = "", inner] = key.split(".");
  if (inner === undefined) return object[outer];
  const held = object[outer];
  return held && typeof held === "object" ? (held as Record<string, unknown>)[inner] : undefined;
}

function put(object: Record<string, unknown>, key: string, value: unknown) {
  const [outer = "", inner] = key.split(".");
  if (inner === undefined) {
    object[outer] = value;
    return;
  }
  const held = object[outer];
  object[outer] = { ...(held && typeof held === "object" ? (held as object) : {}), [inner]: value };
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === "" || value === false || (Array.isArray(value) && value.length === 0);

// What the form shows of a right that is there.
export function draftOf(form: RightForm, detail: RightDetail, tells: RightTells | null): Draft {
  const right = detail.right as unknown as Record<string, unknown>;
  const values: Values = {};
  for (const field of form.fields) {
    const value = field.key === "genuine_tells" ? tells?.genuine : field.key === "fake_tells" ? tells?.fake : at(right, field.key);
    if (isEmpty(value)) continue;
    if (field.type === "lines" || field.type === "long") values[field.key] = (Array.isArray(value) ? value : [value]).join("\n");
    else if (field.type === "classes") values[field.key] = (value as number[]).join(", ");
    else if (field.type !== "pictures" && field.type !== "documents") values[field.key] = value;
  }
  return {
    values,
    pictures: (detail.pictures ?? []).map((picture) => ({ name: picture.name ?? "", sha256: picture.sha256 ?? "" })),
    documents: (detail.documents ?? []).map(({ kind, name, sha256 }) => ({ kind, name, sha256, kept: true })),
  };
}

// `before`: the right that is changed; what the form does not know stays.
export function registrationOf(form: RightForm, { values, pictures, documents }: Draft, before: Right | null): Record<string, unknown> {
  const kind = String(values.kind ?? "");
  const out: Record<string, unknown> = before ? { ...(before as unknown as Record<string, unknown>) } : {};
  delete out.record_id;
  for (const field of form.fields) {
    const value = values[field.key];
    if (!asked(field, kind)) {
      if (before && at(out, field.key) !== undefined) put(out, field.key, null);
      continue;
    }
    if (field.type === "pictures" || field.type === "documents") continue;
    if (field.type === "lines") put(out, field.key, linesOf(value));
    else if (field.type === "long") put(out, field.key, typeof value === "string" && value.trim() ? [value.trim()] : []);
    else if (field.type === "classes") put(out, field.key, classesOf(value));
    else if (field.type === "flag") put(out, field.key, value === true);
    else if (field.type === "price") {
      const price = (value ?? {}) as PriceValue;
      const said = price.amount?.trim() || price.amount_max?.trim();
      put(out, field.key, said ? { amount: price.amount?.trim() ?? "", amount_max: price.amount_max?.trim() || null, currency: price.currency ?? "CNY" } : null);
    } else if (field.type === "sellers") put(out, field.key, ((value ?? []) as SellerRowValue[]).filter((one) => Object.values(one).some((text) => text?.trim?.())));
    else put(out, field.key, typeof value === "string" && value.trim() ? value.trim() : null);
  }
  out.images = pictures.map((picture) => picture.name);
  out.files = pictures;
  out.documents = documents.map(({ kind: of, name, sha256 }) => ({ kind: of, name, sha256 }));
  return out;
}

// A suggestion of a trial, laid over what the form holds.
export function patched(form: RightForm, draft: Draft, patch: Record<string, unknown>): Draft {
  const values = { ...draft.values };
  for (const [key, value] of Object.entries(patch)) {
    const field = form.fields.find((one) => one.key === key);
    if (!field) continue;
    if (field.type === "lines" && Array.isArray(value)) values[key] = value.join("\n");
    else if (field.type === "classes" && Array.isArray(value)) values[key] = value.join(", ");
    else values[key] = value;
  }
  return { ...draft, values };
}

// A name that no other picture has.
export function freeName(name: string, taken: string[]): string {
  if (!taken.includes(name)) return name;
  for (let n = 2; ; ++n) {
    const other = name.replace(/(\.[^.]*)?$/, (end) => `-${n}${end}`);
    if (!taken.includes(other)) return other;
  }
}
