// Text catalogues, split by page, in Chinese and English; Chinese decides which keys exist.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";

export type Lang = "zh" | "en";

export type Key = keyof typeof import("./all.zh").texts;

// One language is loaded with the first page; the other when it is asked for.
interface Language {
  texts: Record<string, string>;
  antd: typeof import("./all.zh").antd;
}
const kLoad: Record<Lang, () => Promise<Language>> = { zh: () => import("./all.zh"), en: () => import("./all.en") };
const loaded: Partial<Record<Lang, Language>> = {};
async function load(lang: Lang): Promise<Language> {
  return (loaded[lang] ??= await kLoad[lang]());
}

type Values = Record<string, string | number>;

function fill(text: string, values?: Values): string {
  return values ? text.replace(/\{(\w+)\}/g, (all, name: string) => (name in values ? String(values[name]) : all)) : text;
}

export interface Text {
  lang: Lang;
  antd: Language["antd"];  // the words of the components
  setLang: (lang: Lang) => void;
  t: (key: Key, values?: Values) => string;
  // A key made of data, such as a state or a detector; `otherwise` when no catalogue has it.
  named: (prefix: string, name: string, otherwise?: string, values?: Values) => string;
  // The longest prefix of `name`, cut at "." or "_", that the catalogue has: "text.sound_short" -> "text.sound".
  nearest: (prefix: string, name: string, otherwise: string, values?: Values) => string;
  // Text that the server gives in several languages.
  local: (text: string | Record<string, string> | null | undefined) => string;
}

const Context = createContext<Text | null>(null);

function stored(): Lang {
  try {
    const lang = localStorage.getItem("mw.lang");
    if (lang === "zh" || lang === "en") return lang;
  } catch {
    // Storage may be forbidden.
  }
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const kUnreachable = "无法载入控制台，请刷新页面。 The console cannot be loaded: reload the page.";

// Before the first page is drawn; the other language where one cannot be had.
export async function loadFirst(): Promise<{ lang: Lang; language: Language }> {
  const lang = stored();
  try {
    return { lang, language: await load(lang) };
  } catch {
    const other = lang === "zh" ? "en" : "zh";
    return { lang: other, language: await load(other) };
  }
}

export function TextProvider({ first, children }: { first: { lang: Lang; language: Language }; children: ReactNode }) {
  const [{ lang, language }, setShown] = useState(first);
  const wanted = useRef(first.lang);
  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  }, [lang]);
  const setLang = useCallback((next: Lang) => {
    try {
      localStorage.setItem("mw.lang", next);
    } catch {
      // The choice then lasts as long as the page.
    }
    // Without its words the page stays as it is; of two choices the later counts.
    wanted.current = next;
    load(next).then((language) => wanted.current === next && setShown({ lang: next, language }), () => undefined);
  }, []);
  const text = useMemo<Text>(() => {
    const catalogue = language.texts;
    return {
      lang,
      antd: language.antd,
      setLang,
      t: (key, values) => fill(catalogue[key] as string, values),
      named: (prefix, name, otherwise = name, values) => fill(catalogue[`${prefix}.${name}`] ?? otherwise, values),
      nearest: (prefix, name, otherwise, values) => {
        for (let part = name; part; part = part.slice(0, Math.max(0, part.lastIndexOf("."), part.lastIndexOf("_")))) {
          const found = catalogue[`${prefix}.${part}`];
          if (found !== undefined) return fill(found, values);
        }
        return fill(otherwise, values);
      },
      local: (value) => {
        if (!value) return "";
        if (typeof value === "string") return value;
        return value[lang] ?? Object.values(value)[0] ?? "";
      },
    };
  }, [lang, language, setLang]);
  return <Context.Provider value={text}>{children}</Context.Provider>;
}

export function useText(): Text {
  const text = useContext(Context);
  if (!text) throw new Error("useText outside TextProvider");
  return text;
}
