/**
 * Jira's search. Cloud, without a total or places:
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
 *
 * Authentication: https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/
 * Limits: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/
 */
import { jsonAnswer } from "../answer.ts";
import { basicOf, type Answer, type Api, type Ask } from "../ask.ts";
import { credentials } from "../credentials.ts";
import { RateWindow } from "../rate.ts";
import { jiraFailure, jiraIssue } from "./jira-answers.ts";
import { dataCenterSearch } from "./jira-data-center.ts";
import { parseJql } from "./jql.ts";
import { rateOf, type PublicOptions } from "./options.ts";

const unbounded = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.";
const removed =
  "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline " +
  "is available at https://developer.atlassian.com/changelog/#CHANGE-2046";

interface PageToken {
  readonly from: number;
  readonly jql: string;
}

const writeToken = (token: PageToken): string => Buffer.from(JSON.stringify(token)).toString("base64url");

/** `undefined` for a token that isn't one of this query's. */
const readToken = (text: string, jql: string): PageToken | undefined => {
  try {
    const token = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as PageToken | null;
    return token !== null && writeToken({ from: token.from, jql }) === text ? token : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const search = ({ query, ...ask }: Ask, rows: number): Answer => {
  const jqlText = query.get("jql") ?? "";
  const token = readToken(query.get("nextPageToken") ?? writeToken({ from: 0, jql: jqlText }), jqlText);
  if (token === undefined) return jiraFailure(400, ["The provided next page token is invalid or expired."]);
  const asked = query.get("maxResults") ?? "50";
  if (!/^[1-9]\d{0,3}$/.test(asked) || Number(asked) > 5_000) {
    return jiraFailure(400, ["The max results parameter has to be between 1 and 5,000."]);
  }
  const jql = parseJql(jqlText);
  if ("errors" in jql) return jiraFailure(400, jql.errors);
  if (!jql.isBounded) return jiraFailure(400, [unbounded]);
  const fields = (query.get("fields") ?? "id").split(",");
  // the largest pages are for those who ask for id or key only
  const isSmall = fields.every((name) => name === "id" || name === "key");
  const to = token.from + Math.min(Number(asked), isSmall ? 5_000 : 100);
  const selected = jql.select(rows);
  const issues = selected.slice(token.from, to).map((row) => jiraIssue({ query, ...ask }, row, fields, 3));
  const isLast = to >= selected.length;
  return jsonAnswer(200, {
    issues,
    ...(isLast ? {} : { nextPageToken: writeToken({ from: to, jql: jqlText }) }),
    isLast,
  });
};

const jqlOfBody = (body: string): string | undefined => {
  try {
    const document: unknown = JSON.parse(body);
    if (typeof document !== "object" || document === null) return undefined;
    if (!("jql" in document)) return "";
    return typeof document.jql === "string" ? document.jql : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const approximateCount = ({ headers, body }: Ask, rows: number): Answer => {
  if (!(headers["content-type"] ?? "").startsWith("application/json")) {
    return jsonAnswer(415, {
      status: 415,
      error: "Unsupported Media Type",
      path: "/rest/api/3/search/approximate-count",
    });
  }
  const text = jqlOfBody(body);
  if (text === undefined)
    return jiraFailure(400, ["Invalid request payload. Refer to the REST API documentation and try again."]);
  const jql = parseJql(text);
  if ("errors" in jql) return jiraFailure(400, jql.errors);
  return jql.isBounded ? jsonAnswer(200, { count: jql.select(rows).length }) : jiraFailure(400, [unbounded]);
};

const routes: Readonly<Record<string, (ask: Ask, rows: number) => Answer>> = {
  "GET /rest/api/3/search/jql": search,
  "POST /rest/api/3/search/approximate-count": approximateCount,
  "GET /rest/api/3/search": () => jiraFailure(410, [removed]),
  "GET /rest/api/2/search": dataCenterSearch,
};

/** Searches need no authentication: those without it find what everybody may see, and here that is nothing. */
const isAnonymous = ({ headers }: Ask): boolean => headers["authorization"] === undefined;

const isUser = (ask: Ask): boolean => {
  const [user, password] = basicOf(ask) ?? [];
  return user === credentials.jira.user && password === credentials.jira.password;
};

/** @param now epoch milliseconds */
export const jiraApi = (options: PublicOptions, now: () => number): Api => {
  const rate = new RateWindow(...rateOf(options, 50, 1));
  return (ask) => {
    if (!isAnonymous(ask) && !isUser(ask)) {
      const message = "Client must be authenticated to access this resource.";
      return jsonAnswer(401, { message, "status-code": 401 }, { "www-authenticate": 'OAuth realm="jira"' });
    }
    const waitMs = rate.take(now());
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1_000).toString();
      return jiraFailure(429, ["Rate limit exceeded."], { "retry-after": seconds, "x-ratelimit-remaining": "0" });
    }
    const route = `${ask.method} ${ask.path}`;
    const answer = Object.hasOwn(routes, route) ? routes[route] : undefined;
    if (answer === undefined) return jiraFailure(404, [`No resource is at ${ask.path}.`]);
    return answer(ask, isAnonymous(ask) ? 0 : options.rows);
  };
};
