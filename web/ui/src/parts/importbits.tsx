// What the list of imports and one import's page share.
import type { Import } from "../api/client";
import { useText } from "../i18n";

const kTones: Record<Import["state"], string> = { running: "plain", done: "green", failed: "red" };

export function ImportState({ state }: { state: Import["state"] }) {
  const { named } = useText();
  return <span className={`state state-${kTones[state]}`}>{named("imports.state", state)}</span>;
}

// How many of its records were taken: a page and the listings on it are one record.
export const takenOf = (one: Import) => Math.max(0, one.records - one.refused_count);

// While one is read, its numbers are asked for again so often.
export const kPollMillis = 2000;
