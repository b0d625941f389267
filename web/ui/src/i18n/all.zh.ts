// All of Chinese: the pages' catalogues, and the words of the components.
import antd from "antd/locale/zh_CN";
import account from "./zh/account";
import aliases from "./zh/aliases";
import assignments from "./zh/assignments";
import audit from "./zh/audit";
import casefile from "./zh/casefile";
import cases from "./zh/cases";
import charts from "./zh/charts";
import clues from "./zh/clues";
import common from "./zh/common";
import context from "./zh/context";
import counter from "./zh/counter";
import deadlines from "./zh/deadlines";
import evidence from "./zh/evidence";
import flag from "./zh/flag";
import goods from "./zh/goods";
import holder from "./zh/holder";
import identifications from "./zh/identifications";
import imports from "./zh/imports";
import log from "./zh/log";
import measures from "./zh/measures";
import monitoring from "./zh/monitoring";
import notices from "./zh/notices";
import outbox from "./zh/outbox";
import people from "./zh/people";
import pictures from "./zh/pictures";
import queries from "./zh/queries";
import queue from "./zh/queue";
import reasons from "./zh/reasons";
import registration from "./zh/registration";
import reports from "./zh/reports";
import rights from "./zh/rights";
import rules from "./zh/rules";
import samples from "./zh/samples";
import sellers from "./zh/sellers";
import session from "./zh/session";
import similar from "./zh/similar";
import tasks from "./zh/tasks";
import tips from "./zh/tips";
import watching from "./zh/watching";
import workers from "./zh/workers";

export const texts = {
  ...account, ...aliases, ...assignments, ...audit, ...casefile, ...cases, ...charts, ...clues, ...common, ...context, ...counter, ...deadlines, ...evidence,
  ...flag, ...goods, ...holder, ...identifications, ...imports, ...log, ...measures, ...monitoring, ...notices, ...outbox, ...people, ...pictures, ...queries, ...queue,
  ...reasons, ...registration, ...reports, ...rights, ...rules, ...samples, ...sellers, ...session, ...similar, ...tasks, ...tips, ...watching,
  ...workers,
};
export { antd };
