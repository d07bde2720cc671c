/** The repository's mails with recipients in the stack's config, compiled for the function that sends them. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkDashboards } from "../model/dashboards/check.ts";
import { readDashboard } from "../model/dashboards/read.ts";
import type { Schedule } from "../model/documents/contract-bundle.ts";
import type { MailBundle } from "../model/documents/mail-bundle.ts";
import { checkMails } from "../model/mails/check.ts";
import type { Mail } from "../model/mails/definition.ts";
import { readMail } from "../model/mails/read.ts";
import { ProblemsError, type Problem } from "../model/validation/problem.ts";
import { writeNearest } from "../model/validation/suggestion.ts";
import type { Config } from "./config.ts";
import type { MailsToSend } from "./lakehouse-args.ts";

const filesIn = (root: string, folder: string): readonly { readonly file: string; readonly text: string }[] => {
  const path = join(root, folder);
  const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(".yaml")) : [];
  return names.sort().map((name) => ({ file: `${folder}/${name}`, text: readFileSync(join(path, name), "utf8") }));
};

const unknownNames = (to: Config["mails"]["to"], mails: readonly Mail[]): readonly Problem[] => {
  const names = mails.map(({ name }) => name);
  return Object.keys(to)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      code: "CONFIG_VALUE_INVALID",
      place: `lakehouse:mails.to.${name}`,
      message: `found ${name}, must be a mail in mails/: ${names.join(", ") || "there is none"}`,
      fix: writeNearest(name, names, "name one of them, or remove it"),
    }));
};

/**
 * `lakehouse mail check` checks mails against models and views; this checks them only against the dashboards' files,
 * without the SQL grammars.
 *
 * @param root the repository's folder
 * @returns `undefined` if nobody gets mails
 * @throws ProblemsError if a file is invalid, or if config names a mail that doesn't exist
 */
export const loadMails = (
  root: string,
  schedules: readonly Schedule[],
  { from, to, dashboardsUrl }: Config["mails"],
): MailsToSend | undefined => {
  if (from === undefined || Object.keys(to).length === 0) return undefined;
  const dashboards = checkDashboards(
    filesIn(root, "dashboards").map(({ file, text }) => readDashboard(file, text)),
    () => undefined,
  );
  const checked = checkMails(
    filesIn(root, "mails").map(({ file, text }) => readMail(file, text)),
    { dashboards, schedules },
  );
  const problems = checked.flatMap((one) => one.problems);
  if (problems.length > 0) throw new ProblemsError("mails", problems);
  const all = checked.flatMap(({ mail }) => mail ?? []);
  const unknown = unknownNames(to, all);
  if (unknown.length > 0) throw new ProblemsError("mails", unknown);
  const mails = all.filter(({ name }) => Object.hasOwn(to, name));
  const shown = new Set(
    mails.flatMap(({ figures, pictures = [] }) => [...figures, ...pictures].map((one) => one.dashboard)),
  );
  const bundle: MailBundle = {
    formatVersion: 1,
    mails,
    dashboards: dashboards.flatMap(({ dashboard }) => (dashboard && shown.has(dashboard.name) ? [dashboard] : [])),
  };
  const json = JSON.stringify(bundle);
  return { mails, json, hash: createHash("sha256").update(json).digest("hex"), from, to, dashboardsUrl };
};
