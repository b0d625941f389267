// Text catalogues, split by page, in Chinese and English; Chinese decides which keys exist.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import enAudit from "./en/audit";
import enCasefile from "./en/casefile";
import enCases from "./en/cases";
import enCharts from "./en/charts";
import enClues from "./en/clues";
import enCommon from "./en/common";
import enContext from "./en/context";
import enCounter from "./en/counter";
import enDeadlines from "./en/deadlines";
import enEvidence from "./en/evidence";
import enFlag from "./en/flag";
import enIdentifications from "./en/identifications";
import enImports from "./en/imports";
import enLog from "./en/log";
import enMeasures from "./en/measures";
import enMonitoring from "./en/monitoring";
import enNotices from "./en/notices";
import enOutbox from "./en/outbox";
import enPictures from "./en/pictures";
import enQueue from "./en/queue";
import enReasons from "./en/reasons";
import enReports from "./en/reports";
import enRegistration from "./en/registration";
import enRights from "./en/rights";
import enSamples from "./en/samples";
import enHolder from "./en/holder";
import enSellers from "./en/sellers";
import enRules from "./en/rules";
import enSession from "./en/session";
import enTasks from "./en/tasks";
import enWatching from "./en/watching";
import enWorkers from "./en/workers";
import enAccount from "./en/account";
import enAssignments from "./en/assignments";
import enPeople from "./en/people";
import enTips from "./en/tips";
import zhAudit from "./zh/audit";
import zhCasefile from "./zh/casefile";
import zhCases from "./zh/cases";
import zhCharts from "./zh/charts";
import zhClues from "./zh/clues";
import zhCommon from "./zh/common";
import zhContext from "./zh/context";
import zhCounter from "./zh/counter";
import zhDeadlines from "./zh/deadlines";
import zhEvidence from "./zh/evidence";
import zhFlag from "./zh/flag";
import zhIdentifications from "./zh/identifications";
import zhImports from "./zh/imports";
import zhLog from "./zh/log";
import zhMeasures from "./zh/measures";
import zhMonitoring from "./zh/monitoring";
import zhNotices from "./zh/notices";
import zhOutbox from "./zh/outbox";
import zhPictures from "./zh/pictures";
import zhQueue from "./zh/queue";
import zhReasons from "./zh/reasons";
import zhReports from "./zh/reports";
import zhRegistration from "./zh/registration";
import zhRights from "./zh/rights";
import zhSamples from "./zh/samples";
import zhHolder from "./zh/holder";
import zhSellers from "./zh/sellers";
import zhRules from "./zh/rules";
import zhSession from "./zh/session";
import zhTasks from "./zh/tasks";
import zhWatching from "./zh/watching";
import zhWorkers from "./zh/workers";
import zhAccount from "./zh/account";
import zhAssignments from "./zh/assignments";
import zhPeople from "./zh/people";
import zhTips from "./zh/tips";

export type Lang = "zh" | "en";

const zh = {
  ...zhCommon, ...zhSession, ...zhQueue, ...zhFlag, ...zhReasons, ...zhCases, ...zhNotices, ...zhRights, ...zhMonitoring,
  ...zhEvidence, ...zhImports, ...zhPictures, ...zhWorkers, ...zhLog, ...zhDeadlines, ...zhTasks, ...zhCounter,
  ...zhMeasures, ...zhOutbox, ...zhIdentifications, ...zhClues, ...zhCasefile, ...zhReports, ...zhContext, ...zhSamples,
  ...zhRegistration, ...zhHolder, ...zhSellers, ...zhPeople, ...zhAccount, ...zhAssignments, ...zhTips, ...zhWatching, ...zhRules, ...zhAudit, ...zhCharts,
};
export type Key = keyof typeof zh;
const en: Record<Key, string> = {
  ...enCommon, ...enSession, ...enQueue, ...enFlag, ...enReasons, ...enCases, ...enNotices, ...enRights, ...enMonitoring,
  ...enEvidence, ...enImports, ...enPictures, ...enWorkers, ...enLog, ...enDeadlines, ...enTasks, ...enCounter,
  ...enMeasures, ...enOutbox, ...enIdentifications, ...enClues, ...enCasefile, ...enReports, ...enContext, ...enSamples,
  ...enRegistration, ...enHolder, ...enSellers, ...enPeople, ...enAccount, ...enAssignments, ...enTips, ...enWatching, ...enRules, ...enAudit, ...enCharts,
};
const catalogues: Record<Lang, Record<string, string>> = { zh, en };

type Values = Record<string, string | number>;

function fill(text: string, values?: Values): string {
  return values ? text.replace(/\{(\w+)\}/g, (all, name: string) => (name in values ? String(values[name]) : all)) : text;
}

export interface Text {
  lang: Lang;
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

export function TextProvider({ children }: { children: ReactNode }) {
  const [lang, setLangState] = useState<Lang>(stored);
  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  }, [lang]);
  const setLang = useCallback((next: Lang) => {
    try {
      localStorage.setItem("mw.lang", next);
    } catch {
      // The choice then lasts as long as the page.
    }
    setLangState(next);
  }, []);
  const text = useMemo<Text>(() => {
    const catalogue = catalogues[lang];
    return {
      lang,
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
  }, [lang, setLang]);
  return <Context.Provider value={text}>{children}</Context.Provider>;
}

export function useText(): Text {
  const text = useContext(Context);
  if (!text) throw new Error("useText outside TextProvider");
  return text;
}
