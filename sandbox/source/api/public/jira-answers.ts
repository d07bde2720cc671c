import { jsonAnswer } from "../answer.ts";
import type { Answer, Ask } from "../ask.ts";
import { issueFields, issueId, issueKey } from "./jira-issues.ts";

/** Jira's envelope of errors. */
export const jiraFailure = (
  status: number,
  errorMessages: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Answer => jsonAnswer(status, { errorMessages, errors: {} }, headers);

/** An issue with the fields that were asked for; nothing but its id if only that was. */
export const jiraIssue = (ask: Ask, row: number, fields: readonly string[], version: 2 | 3): object => {
  const id = issueId(row).toString();
  if (fields.every((name) => name === "id")) return { id };
  const self = `${ask.base}/rest/api/${version}/issue/${id}`;
  const isEvery = fields.includes("*all") || fields.includes("*navigable");
  const all = issueFields(row, version);
  const shown = Object.fromEntries(Object.entries(all).filter(([name]) => isEvery || fields.includes(name)));
  const head = { expand: "renderedFields,names,schema,operations,editmeta,changelog", id, self, key: issueKey(row) };
  return Object.keys(shown).length === 0 ? head : { ...head, fields: shown };
};
