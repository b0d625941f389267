// Fields of a notice's record as a form holds them, and what of them was changed.
export const kDeclarations = ["truthfulness", "good_faith", "accuracy", "perjury"] as const;

export interface DraftFields {
  at?: Record<string, string>; // by fieldKey of the pointer
  role?: string;
  declared?: string[];
}

// A pointer as one step of a form's path.
export const fieldKey = (pointer: string) => encodeURIComponent(pointer);

// "/signer/name" = "x" becomes {"signer": {"name": "x"}}.
export function nest(entries: [string, string][]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [pointer, value] of entries) {
    const parts = pointer.split("/").slice(1).map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));
    if (parts.some((part) => part === "__proto__" || part === "constructor" || part === "prototype")) continue;
    let at = root;
    parts.forEach((part, i) => {
      if (i === parts.length - 1) at[part] = value;
      else at = (at[part] ??= {}) as Record<string, unknown>;
    });
  }
  return root;
}

// The text at "/signer/name"; empty when there is none.
export function textAt(record: unknown, pointer: string): string {
  let at: unknown = record;
  for (const part of pointer.split("/").slice(1)) at = at && typeof at === "object" ? (at as Record<string, unknown>)[part] : undefined;
  return typeof at === "string" ? at : "";
}

// Only what was changed goes out, to be merged into the record; an emptied field is emptied.
export function changesOf(record: unknown, fields: DraftFields, now: string): Record<string, unknown> {
  const changed: [string, string][] = [];
  for (const [name, value] of Object.entries(fields.at ?? {})) {
    const pointer = decodeURIComponent(name);
    const text = (value ?? "").trim();
    if (text !== textAt(record, pointer)) changed.push([pointer, text]);
  }
  const patch = nest(changed);
  const holder = patch.right_holder as Record<string, unknown> | undefined;
  if (holder?.id_no && !textAt(record, "/right_holder/id_type")) holder.id_type = "credit_code";
  // Whoever signs, signs now.
  const role = fields.role ?? "";
  if (patch.signer || (role && textAt(record, "/signer/name") && role !== textAt(record, "/signer/role"))) {
    patch.signer = { ...(patch.signer as object | undefined), role, method: textAt(record, "/signer/method") || "electronic", time: now };
  }
  const before = (record as { declarations?: Record<string, boolean> } | null | undefined)?.declarations ?? {};
  const moved = kDeclarations.map((name) => [name, fields.declared?.includes(name) ?? false] as const).filter(([name, is]) => is !== (before[name] ?? false));
  if (moved.length > 0) patch.declarations = Object.fromEntries(moved);
  return patch;
}
