// All of English: the pages' catalogues, and the words of the components.
import antd from "antd/locale/en_US";
import account from "./en/account";
import aliases from "./en/aliases";
import assignments from "./en/assignments";
import audit from "./en/audit";
import casefile from "./en/casefile";
import cases from "./en/cases";
import charts from "./en/charts";
import clues from "./en/clues";
import common from "./en/common";
import context from "./en/context";
import counter from "./en/counter";
import deadlines from "./en/deadlines";
import evidence from "./en/evidence";
import flag from "./en/flag";
import goods from "./en/goods";
import holder from "./en/holder";
import identifications from "./en/identifications";
import imports from "./en/imports";
import log from "./en/log";
import measures from "./en/measures";
import monitoring from "./en/monitoring";
import notices from "./en/notices";
import outbox from "./en/outbox";
import people from "./en/people";
import pictures from "./en/pictures";
import queries from "./en/queries";
import queue from "./en/queue";
import reasons from "./en/reasons";
import registration from "./en/registration";
import reports from "./en/reports";
import rights from "./en/rights";
import rules from "./en/rules";
import samples from "./en/samples";
import sellers from "./en/sellers";
import session from "./en/session";
import similar from "./en/similar";
import tasks from "./en/tasks";
import tips from "./en/tips";
import watching from "./en/watching";
import workers from "./en/workers";
import type { Key } from ".";

export const texts: Record<Key, string> = {
  ...account, ...aliases, ...assignments, ...audit, ...casefile, ...cases, ...charts, ...clues, ...common, ...context, ...counter, ...deadlines, ...evidence,
  ...flag, ...goods, ...holder, ...identifications, ...imports, ...log, ...measures, ...monitoring, ...notices, ...outbox, ...people, ...pictures, ...queries, ...queue,
  ...reasons, ...registration, ...reports, ...rights, ...rules, ...samples, ...sellers, ...session, ...similar, ...tasks, ...tips, ...watching,
  ...workers,
};
export { antd };
