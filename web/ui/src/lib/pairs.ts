// Which picture of the listing a picture signal found in which picture of the right, and which region of each.
import type { FlagDetail, Picture, Signal } from "../api/client";
import { parseView, type Quad, quadOf, type View } from "./views";

// What flags of newer matchers carry besides.
type PictureSignal = Signal & { ref_sha256?: string | null };

export interface Pair {
  index: number; // of the signal; -1 without one
  signal: Signal | null; // null: two pictures that no signal joined
  listing: string | null; // SHA-256; null when the picture is not known
  right: string | null;
  rightName: string;
  region: Quad | null; // null: the whole picture
  refRegion: Quad | null;
  view: View | null; // null: not recorded
  refView: View | null;
  method: string; // "copy.part", "copy.local" ...; empty: not recorded
  corners: number | null; // that agree, of copy.local
}

export const isPictureSignal = (signal: Signal) => signal.detector.startsWith("picture.");

function listingDigest(signal: Signal, pictures: Picture[]): string | null {
  if (signal.sha256) return signal.sha256;
  const at = /^images\[(\d+)\]$/.exec(signal.field);
  return (at ? pictures[Number(at[1])]?.sha256 : null) ?? null;
}

// By digest where the signal has one; flags of before have the name in the right's file only.
function rightPicture(signal: PictureSignal, pictures: Picture[]): Picture | undefined {
  const digest = signal.ref_sha256;
  const known = pictures.filter((picture) => picture.sha256);
  return (
    known.find((picture) => digest && picture.sha256 === digest) ??
    (digest ? { sha256: digest, name: signal.ref ?? null } : undefined) ??
    known.find((picture) => signal.ref && (picture.name === signal.ref || picture.sha256 === signal.ref)) ??
    (known.length === 1 ? known[0] : undefined)
  );
}

function cornersOf(chain: string[]): number | null {
  const found = chain.map((step) => /^corners:(\d+)$/.exec(step)).find((match) => match);
  return found ? Number(found[1]) : null;
}

export function pairsOf(signals: Signal[], pictures: FlagDetail["pictures"]): Pair[] {
  return signals
    .map((signal: PictureSignal, index) => ({ signal, index }))
    .filter(({ signal }) => isPictureSignal(signal))
    .map(({ signal, index }) => {
      const right = rightPicture(signal, pictures.right);
      // The method, the listing's view, the right's, and "corners:23".  Older flags have no chain.
      const chain = signal.chain ?? [];
      return {
        index,
        signal,
        listing: listingDigest(signal, pictures.listing),
        right: right?.sha256 ?? null,
        rightName: right?.name ?? signal.ref ?? "",
        region: quadOf(signal.region),
        refRegion: quadOf(signal.ref_region),
        view: parseView(chain[1]),
        refView: parseView(chain[2]),
        method: chain[0] ?? "",
        corners: cornersOf(chain),
      };
    })
    .sort((a, b) => b.signal.db - a.signal.db);
}

// Two whole pictures to look at where no signal joined any; null when there are none.
export function unmatchedPair(pictures: FlagDetail["pictures"]): Pair | null {
  const listing = pictures.listing.find((picture) => picture.sha256);
  const right = pictures.right.find((picture) => picture.sha256);
  if (!listing?.sha256 || !right?.sha256) return null;
  return { index: -1, signal: null, listing: listing.sha256, right: right.sha256, rightName: right.name ?? "", region: null, refRegion: null, view: null, refView: null, method: "", corners: null };
}
