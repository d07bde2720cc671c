/**
 * GitHub's issues of a repository, private `acme/shop`:
 * https://docs.github.com/en/rest/issues/issues#list-repository-issues
 *
 * Pages: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
 * Limits: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
import { jsonAnswer, textAnswer } from "../answer.ts";
import type { Answer, Api, Ask } from "../ask.ts";
import { credentials } from "../credentials.ts";
import { RateWindow } from "../rate.ts";
import { githubIssue, repository, type GithubIssue } from "./github-issues.ts";
import { createdAt, updatedAt } from "./moments.ts";
import { rateOf, type PublicOptions } from "./options.ts";

const documentation = "https://docs.github.com/rest/issues/issues#list-repository-issues";
const limitsDocumentation = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
const hourMs = 3_600_000;

const failure = (status: number, message: string, extra: object = {}, headers: Record<string, string> = {}): Answer =>
  jsonAnswer(status, { message, ...extra, documentation_url: documentation, status: status.toString() }, headers);

interface IssuesQuery {
  readonly state: "open" | "closed" | "all";
  readonly sort: "created" | "updated" | "comments";
  readonly direction: "asc" | "desc";
  readonly since: number;
  readonly size: number;
  readonly page: number;
}

const unmodeled = ["milestone", "assignee", "type", "creator", "mentioned", "labels"];

/** What a query asks for, or the names of the wrong parameters. Parameters that GitHub doesn't have are ignored there. */
const parseQuery = (query: URLSearchParams): IssuesQuery | readonly string[] => {
  const wrong: string[] = unmodeled.filter((name) => query.has(name));
  const choice = <const Texts extends readonly string[]>(name: string, texts: Texts, unstated: Texts[number]) => {
    const text = query.get(name) ?? unstated;
    const known = texts.find((one): one is Texts[number] => one === text);
    if (known === undefined) wrong.push(name);
    return known ?? unstated;
  };
  // a number that is none counts as absent, and more than 100 as 100
  const number = (name: string, unstated: number): number => {
    const text = query.get(name) ?? "";
    return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : unstated;
  };
  const sinceText = query.get("since");
  const since = sinceText === null ? -Infinity : Date.parse(sinceText);
  if (Number.isNaN(since) || (sinceText !== null && !/^\d{4}-\d{2}-\d{2}T/.test(sinceText))) wrong.push("since");
  const parsed: IssuesQuery = {
    state: choice("state", ["open", "closed", "all"], "open"),
    sort: choice("sort", ["created", "updated", "comments"], "created"),
    direction: choice("direction", ["asc", "desc"], "desc"),
    since,
    size: Math.min(100, number("per_page", 30)),
    page: number("page", 1),
  };
  return wrong.length > 0 ? wrong : parsed;
};

const selectIssues = ({ state, sort, direction, since }: IssuesQuery, rows: number, base: string): GithubIssue[] => {
  const sign = direction === "asc" ? 1 : -1;
  const keys = {
    created: (row: number) => createdAt(row),
    updated: (row: number) => updatedAt(row),
    comments: (row: number) => githubIssue(row, base).comments,
  };
  return Array.from({ length: rows }, (_, row) => row)
    .filter((row) => updatedAt(row) >= since)
    .sort((one, other) => sign * (keys[sort](one) - keys[sort](other)) || one - other)
    .map((row) => githubIssue(row, base))
    .filter((issue) => state === "all" || issue.state === state);
};

/** Links as GitHub writes them: to the repository's number, not to its name. */
const linkHeader = (ask: Ask, { page, size }: IssuesQuery, total: number): Readonly<Record<string, string>> => {
  const last = Math.max(1, Math.ceil(total / size));
  const link = (target: number, rel: string): string => {
    const parameters = new URLSearchParams(ask.query);
    parameters.set("page", target.toString());
    return `<${ask.base}${repository.linked}?${parameters.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, "prev")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
    ...(page > 1 ? [link(1, "first")] : []),
  ];
  return links.length === 0 ? {} : { link: links.join(", ") };
};

const listIssues = (ask: Ask, rows: number): Answer => {
  const query = parseQuery(ask.query);
  if ("length" in query) {
    const errors = query.map((field) => ({ value: ask.query.get(field), resource: "Issue", field, code: "invalid" }));
    return failure(422, "Validation Failed", { errors });
  }
  const issues = selectIssues(query, rows, ask.base);
  const from = (query.page - 1) * query.size;
  return jsonAnswer(200, issues.slice(from, from + query.size), linkHeader(ask, query, issues.length));
};

/** Requests of an hour, and of a shorter time. */
class Limits {
  private readonly secondary: RateWindow;
  private readonly primary: number;
  private start = 0;
  private used = 0;

  constructor(options: PublicOptions) {
    this.primary = options.quota ?? 5_000;
    // 900 points a minute, of which a GET costs one
    this.secondary = new RateWindow(...rateOf(options, 900, 60));
  }

  /** Refuses a call beyond a limit; headers say what is left of the hour's. */
  take(now: number): { readonly refused: Answer | undefined; readonly headers: Readonly<Record<string, string>> } {
    if (now >= this.start + hourMs) {
      this.start = now;
      this.used = 0;
    }
    const isOver = this.used >= this.primary;
    if (!isOver) this.used += 1;
    const headers = {
      "x-ratelimit-limit": this.primary.toString(),
      "x-ratelimit-remaining": (this.primary - this.used).toString(),
      "x-ratelimit-used": this.used.toString(),
      "x-ratelimit-reset": Math.ceil((this.start + hourMs) / 1_000).toString(),
      "x-ratelimit-resource": "core",
    };
    const refuse = (message: string, extra: Readonly<Record<string, string>>): Answer =>
      jsonAnswer(403, { message, documentation_url: limitsDocumentation, status: "403" }, { ...headers, ...extra });
    if (isOver) return { refused: refuse("API rate limit exceeded for user ID 1.", {}), headers };
    const waitMs = this.secondary.take(now);
    const seconds = { "retry-after": Math.ceil(waitMs / 1_000).toString() };
    const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    return { refused: waitMs === 0 ? undefined : refuse(message, seconds), headers };
  }
}

/** @param now epoch milliseconds */
export const githubApi = (options: PublicOptions, now: () => number): Api => {
  const limits = new Limits(options);
  return (ask) => {
    if ((ask.headers["user-agent"] ?? "") === "") {
      const text = "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.";
      return textAnswer(403, "text/html; charset=utf-8", text);
    }
    const token = /^(?:Bearer|token) (\S+)$/i.exec(ask.headers["authorization"] ?? "")?.[1];
    if (ask.headers["authorization"] !== undefined && token !== credentials.github) {
      return failure(401, "Bad credentials");
    }
    const { refused, headers } = limits.take(now());
    if (refused !== undefined) return refused;
    const isIssues = ask.path === repository.path || ask.path === repository.linked;
    // who may not read a private repository isn't told that there is one
    const answer =
      isIssues && ask.method === "GET" && token !== undefined
        ? listIssues(ask, options.rows)
        : failure(404, "Not Found");
    return { ...answer, headers: { ...answer.headers, ...headers } };
  };
};
