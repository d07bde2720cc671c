import { jsonAnswer } from "../answer.ts";
import type { Answer, Ask } from "../ask.ts";
import { jiraFailure, jiraIssue } from "./jira-answers.ts";
import { parseJql } from "./jql.ts";

/** Jira lowers a larger page without a word: the property `jira.search.views.default.max`. */
const mostIssues = 1_000;

/**
 * The search of Jira Server and Data Center, with a total and places:
 * https://docs.atlassian.com/software/jira/docs/api/REST/9.17.0/#api/2/search-search
 */
export const dataCenterSearch = (ask: Ask, rows: number): Answer => {
  const read = (name: string, otherwise: number): number => {
    const text = ask.query.get(name) ?? otherwise.toString();
    return /^\d{1,9}$/.test(text) ? Number(text) : -1;
  };
  const [startAt, asked] = [read("startAt", 0), read("maxResults", 50)];
  if (startAt < 0 || asked < 0) return jiraFailure(400, ["startAt and maxResults have to be whole numbers."]);
  const jql = parseJql(ask.query.get("jql") ?? "");
  if ("errors" in jql) return jiraFailure(400, jql.errors);
  const selected = jql.select(rows);
  const maxResults = Math.min(asked, mostIssues);
  const fields = (ask.query.get("fields") ?? "*navigable").split(",");
  const issues = selected.slice(startAt, startAt + maxResults).map((row) => jiraIssue(ask, row, fields, 2));
  return jsonAnswer(200, { expand: "schema,names", startAt, maxResults, total: selected.length, issues });
};
