// What a person chooses from, as the server has it: the console keeps no copy of these lists.
import { useMemo } from "react";
import { useText } from "../i18n";
import type { Vocabularies } from "./client";
import { useGet } from "./use";

type List = Vocabularies["lists"][number];
export type VocabularyName = List["name"];

export interface Vocabulary {
  words: List["choices"];
  options: { value: string; label: string }[]; // for a Select
  needsNote: (code: string) => boolean;
  nameOf: (code: string) => string; // the code itself while the list has not come, or has no such code
}

export function useVocabulary(name: VocabularyName): Vocabulary {
  const { local } = useText();
  const { data } = useGet<Vocabularies>("/vocabularies");
  return useMemo(() => {
    const words = data?.lists.find((one) => one.name === name)?.choices ?? [];
    const nameOf = (code: string) => local(words.find((one) => one.code === code)?.name) || code;
    const needsNote = (code: string) => words.find((one) => one.code === code)?.note === true;
    return { words, needsNote, options: words.map(({ code }) => ({ value: code, label: nameOf(code) })), nameOf };
  }, [data, name, local]);
}
