/** Checks mails against groups, dashboards, and what their readers may see. Pure. */
import { skippedOn } from "../schedules/clock-changes.ts";
import { parseCron } from "../schedules/cron.ts";
import { writeNearest } from "../validation/suggestion.ts";
import type { Path } from "../validation/path.ts";
import { hiddenFrom, type CheckedDashboard } from "../dashboards/checked.ts";
import { visualsOf, type Dashboard } from "../dashboards/definition.ts";
import type { AskingVisual } from "../dashboards/visual-schema.ts";
import { channelsOf, columnsBehind, isAsking } from "../dashboards/kinds.ts";
import type { Schedule } from "../documents/contract-bundle.ts";
import type { Problem } from "../validation/problem.ts";
import { isTimeZone } from "../windows.ts";
import type { MailCode } from "./codes.ts";
import type { Mail, MailVisual } from "./definition.ts";
import type { ReadMail } from "./read.ts";
import { periodOf, seriesOf } from "./series.ts";

export interface CheckedMail {
  readonly file: string;
  /** Absent if any part of it is invalid: a mail is sent whole or not at all. */
  readonly mail?: Mail;
  /** Models, views, and tables behind its visuals. */
  readonly reads: readonly string[];
  readonly problems: readonly Problem[];
}

type AddProblem = (code: MailCode, path: Path, message: string, fix: string) => void;

interface Against {
  readonly dashboards: readonly CheckedDashboard[];
  readonly schedules: readonly Schedule[];
}

/** Kinds that aren't pictures, or need a map that a message doesn't carry. */
const undrawn: readonly string[] = ["kpi", "table", "pivot", "map"];

/** The time zone of a mail's time of day. */
export const timeZoneOf = ({ timeZone, nights }: Mail, schedules: readonly Schedule[]): string =>
  timeZone ?? schedules.find(({ group }) => group === nights[0])?.timeZone ?? "UTC";

/** EventBridge Scheduler expression for a mail's time of day. */
export const expressionOf = ({ at }: Mail): string => {
  const [hour = "", minute = ""] = at.split(":");
  return `cron(${Number(minute)} ${Number(hour)} * * ? *)`;
};

const checkTime = (mail: Mail, schedules: readonly Schedule[], addProblem: AddProblem): void => {
  if (mail.timeZone !== undefined && !isTimeZone(mail.timeZone)) {
    const message = `"${mail.timeZone}" is not a time zone; allowed values are UTC and IANA names, which handle clock changes`;
    addProblem("MAIL_TIME_ZONE", ["timeZone"], message, 'write e.g. "America/New_York"');
    return;
  }
  const timeZone = timeZoneOf(mail, schedules);
  const cron = parseCron(expressionOf(mail));
  const skipped = cron && skippedOn(cron, timeZone);
  if (skipped === undefined) return;
  const message = `${mail.at} does not exist on ${skipped}, when clocks in ${timeZone} skip it; the scheduler skips such a mail`;
  addProblem("MAIL_TIME", ["at"], message, "choose a time outside the hours in which clocks change");
};

const checkGroups = ({ nights }: Mail, schedules: readonly Schedule[], addProblem: AddProblem): void => {
  const groups = schedules.map(({ group }) => group);
  for (const [index, group] of nights.entries()) {
    if (groups.includes(group)) continue;
    const message = `no contract has the group ${group}; groups are ${groups.join(", ")}`;
    addProblem("MAIL_GROUP", ["nights", index], message, writeNearest(group, groups, "name one of them"));
  }
};

interface Found {
  readonly checked: CheckedDashboard & { readonly dashboard: Dashboard };
  readonly visual: AskingVisual;
}

const find = (
  { dashboard: name, visual }: MailVisual,
  path: Path,
  all: Against,
  addProblem: AddProblem,
): Found | undefined => {
  const { dashboards } = all;
  const names = dashboards.map(({ file }) => file.replace(/^dashboards\/|\.yaml$/g, ""));
  const checked = dashboards[names.indexOf(name)];
  if (checked === undefined) {
    const message = `no dashboard is called ${name}; there are ${names.join(", ")}`;
    addProblem("MAIL_DASHBOARD", [...path, "dashboard"], message, writeNearest(name, names, "name one of them"));
    return undefined;
  }
  const { dashboard, problems } = checked;
  const broken = problems.find((problem) => problem.visual === undefined || problem.visual === visual);
  if (dashboard === undefined || broken !== undefined) {
    const message = `dashboard ${name} has a problem of its own: ${broken?.code ?? "it can't be read"}`;
    addProblem("MAIL_DASHBOARD", [...path, "dashboard"], message, "see lakehouse dashboards check");
    return undefined;
  }
  const asking = visualsOf(dashboard).filter(isAsking);
  const found = asking.find((one) => one.name === visual);
  if (found === undefined) {
    const known = asking.map((one) => one.name);
    const message = `dashboard ${name} has no visual with data called ${visual}; it has ${known.join(", ")}`;
    addProblem("MAIL_VISUAL", [...path, "visual"], message, writeNearest(visual, known, "name one of them"));
    return undefined;
  }
  return { checked: { ...checked, dashboard }, visual: found };
};

/** The audience must be allowed to see everything that the visual needs, or the mail would lack it every morning. */
const checkSensitivity = ({ audience }: Mail, { checked, visual }: Found, path: Path, addProblem: AddProblem): void => {
  const { dashboard, relations } = checked;
  const relation = relations.get(visual.query);
  if (relation === undefined) return;
  const shown = channelsOf(visual).flatMap(({ channel }) => columnsBehind(dashboard, channel));
  const filtered = Object.keys(dashboard.queries.find(({ name }) => name === visual.query)?.filters ?? {});
  const columns = relation.columns.filter(({ name }) => shown.includes(name) || filtered.includes(name));
  const hidden = [...new Set(hiddenFrom(audience, [...relation.needed, ...columns]))];
  if (hidden.length === 0) return;
  const message = `the mail is for ${audience}, who may not see ${hidden.join(", ")}`;
  addProblem("MAIL_SENSITIVITY", path, message, "show only what the persona may see, or name another audience");
};

const checkFigure = ({ checked, visual }: Found, path: Path, addProblem: AddProblem): void => {
  const series = seriesOf(visual);
  if (series === undefined) {
    const message = `visual ${visual.name} (${visual.kind}) has no value for a single day`;
    const fix = "name a kpi whose time is by yearmonthdate, or a line, area or bar whose x is";
    addProblem("MAIL_FIGURE", [...path, "visual"], message, fix);
    return;
  }
  const { field } = series.time;
  if (typeof field === "string" && periodOf(checked.dashboard, visual, field) !== undefined) return;
  const column = typeof field === "string" ? field : "its time";
  const message = `query ${visual.query} isn't filtered by a date range on ${column}, so the day can't be selected`;
  addProblem("MAIL_PERIOD", [...path, "visual"], message, `add ${column} with a date range to the query's filters`);
};

const checkPicture = ({ checked, visual }: Found, path: Path, addProblem: AddProblem): void => {
  if (undrawn.includes(visual.kind)) {
    const message = `visual ${visual.name} is a ${visual.kind}, which can't be drawn as a picture`;
    addProblem("MAIL_PICTURE", [...path, "visual"], message, "name a chart, such as a line, area, bar or combo");
    return;
  }
  if (periodOf(checked.dashboard, visual) !== undefined) return;
  const message = `query ${visual.query} isn't filtered by a date range, so the picture's days can't be selected`;
  addProblem("MAIL_PERIOD", [...path, "visual"], message, "add a date range to the query's filters");
};

const checkOne = (mail: Mail, file: string, all: Against, addProblem: AddProblem): readonly string[] => {
  const expected = /^mails\/([^/]+)\.yaml$/.exec(file)?.[1];
  if (expected !== mail.name) {
    const message = `the name is ${mail.name}, but the file is ${file}`;
    addProblem("MAIL_NAME", ["name"], message, `name the file mails/${mail.name}.yaml`);
  }
  checkGroups(mail, all.schedules, addProblem);
  checkTime(mail, all.schedules, addProblem);
  const parts = [
    ...mail.figures.map((item, index) => ({ item, path: ["figures", index], check: checkFigure })),
    ...(mail.pictures ?? []).map((item, index) => ({ item, path: ["pictures", index], check: checkPicture })),
  ];
  return parts.flatMap(({ item, path, check }) => {
    const found = find(item, path, all, addProblem);
    if (found === undefined) return [];
    check(found, path, addProblem);
    checkSensitivity(mail, found, path, addProblem);
    return found.checked.relations.get(found.visual.query)?.reads ?? [];
  });
};

/** One function with one role runs the queries for all mails of a stack. */
const checkAudiences = (files: readonly ReadMail[]): ReadonlyMap<string, string> => {
  const mails = files.flatMap(({ file, value }) => (value === undefined ? [] : [{ file, value }]));
  const first = mails[0]?.value;
  const others = mails.filter(({ value }) => value.audience !== first?.audience);
  return new Map(
    others.map(({ file, value }) => [
      file,
      `the mail is for ${value.audience}, and ${first?.name ?? ""} for ${first?.audience ?? ""}; a stack's mails share one role`,
    ]),
  );
};

/** @param files every file of the folder */
export const checkMails = (files: readonly ReadMail[], against: Against): readonly CheckedMail[] => {
  const audiences = checkAudiences(files);
  return files.map(({ file, yaml, value: mail, problems }): CheckedMail => {
    if (mail === undefined || yaml === undefined) return { file, reads: [], problems };
    const found: Problem[] = [...problems];
    const addProblem: AddProblem = (code, path, message, fix) => {
      found.push({ code, place: yaml.placeOf(path), message, fix });
    };
    const reads = [...new Set(checkOne(mail, file, against, addProblem))].sort();
    const audience = audiences.get(file);
    if (audience !== undefined)
      addProblem("MAIL_AUDIENCE", ["audience"], audience, "name the same persona in all of them");
    return { file, reads, problems: found, ...(found.length === 0 && { mail }) };
  });
};
