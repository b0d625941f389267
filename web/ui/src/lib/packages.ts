// What a package's verification says, in the parts that a page shows.
import type { CustodyLine, PackageFinding, PackageVerdict } from "../api/client";

export const kMaxArchiveBytes = 256 << 20; // as web/openapi.yaml says of takePackage

// What made the result what it is: the first broken finding, or the first that could not be decided.
export function decisive({ result, findings }: Pick<PackageVerdict, "result" | "findings">): PackageFinding | null {
  return result === "whole" ? null : (findings.find((one) => one.level === result) ?? null);
}

// Bytes [from, to) of a file, a place when they are none; null when the finding is about all of it.
export function rangeOf({ from, to }: Pick<PackageFinding, "from" | "to">): { from: number; to: number } | null {
  return from == null || to == null || to < from ? null : { from, to };
}

// "log.example+1a2b3c4d+AQ..." is a log's name, the key's number and the key.
export function keyParts(key: string | null | undefined): { name: string; id: string } | null {
  const [, name, id] = /^([^\s+]+)\+([0-9a-f]{8})\+\S+$/i.exec(key ?? "") ?? [];
  return name && id ? { name, id } : null;
}

export const kViewed = "evidence.viewed";
const kLooks = [kViewed, "evidence.record_viewed"];

// Looking at a package is an event too; of those there are many.
export const isLook = ({ kind }: Pick<CustodyLine, "kind">) => kLooks.includes(kind);

// Each check is an event: the newest of them is the one on the page.
export function checkedAt(custody: Pick<CustodyLine, "kind" | "at">[]): string | null {
  return custody.filter((line) => line.kind === kViewed).reduce<string | null>((last, { at }) => (last === null || at > last ? at : last), null);
}

// The server counts the bytes of what is typed.
export const byteLength = (text: string) => new TextEncoder().encode(text).length;
