// The proof that an event is in the log (RFC 6962, 2.1.1), recomputed from the event's text, each step kept to be shown.
export interface Proof {
  index: number;
  size: number;
  leaf: string;
  root: string;
  path: string[]; // hashes from the leaf's side up
}
export interface ProofStep {
  given: string; // the proof's hash
  side: "left" | "right"; // where it stands
  result: string;
}
export interface Recomputed {
  leaf: string; // of the text
  steps: ProofStep[];
  root: string; // what the steps come to
  leafHolds: boolean;
  rootHolds: boolean;
}

// The part of WebCrypto that is used; browsers give it at https and at this machine's own addresses.
export interface Hashing {
  digest(algorithm: "SHA-256", data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
}

const toHex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

async function hash(subtle: Hashing, prefix: number, ...parts: Uint8Array[]): Promise<Uint8Array> {
  const all = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  all[0] = prefix;
  let at = 1;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await subtle.digest("SHA-256", all));
}

export async function recompute(subtle: Hashing, text: string, proof: Proof): Promise<Recomputed> {
  const leaf = await hash(subtle, 0, new TextEncoder().encode(text));
  const steps: ProofStep[] = [];
  // RFC 9162, 2.1.3.2.  A log grows past 2^31 leaves, which is what the bits of a JavaScript number end at.
  let [node, last] = [BigInt(proof.index), BigInt(proof.size - 1)];
  let now = leaf;
  for (const given of proof.path) {
    if (last === 0n) return { leaf: toHex(leaf), steps, root: "", leafHolds: toHex(leaf) === proof.leaf, rootHolds: false };
    const other = fromHex(given);
    if ((node & 1n) === 1n || node === last) {
      now = await hash(subtle, 1, other, now);
      steps.push({ given, side: "left", result: toHex(now) });
      while ((node & 1n) === 0n && node !== 0n) [node, last] = [node >> 1n, last >> 1n];
    } else {
      now = await hash(subtle, 1, now, other);
      steps.push({ given, side: "right", result: toHex(now) });
    }
    [node, last] = [node >> 1n, last >> 1n];
  }
  const root = toHex(now);
  return { leaf: toHex(leaf), steps, root, leafHolds: toHex(leaf) === proof.leaf, rootHolds: last === 0n && root === proof.root };
}
