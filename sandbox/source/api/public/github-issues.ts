import { pick } from "../../mission-random.ts";
import { createdAt, secondText, updatedAt } from "./moments.ts";

export interface GithubIssue {
  readonly id: number;
  readonly number: number;
  readonly state: "open" | "closed";
  readonly comments: number;
  readonly [field: string]: unknown;
}

const logins = ["octocat", "hubot", "monalisa", "defunkt"];
const labels = ["bug", "enhancement", "good first issue"];
const repositoryId = 1_296_269;

/** The repository that the demo has, and the path that its own links use instead. */
export const repository = { path: "/repos/acme/shop/issues", linked: `/repositories/${repositoryId}/issues` } as const;

const user = (place: number): object => ({
  login: logins[place % logins.length],
  id: 500 + (place % logins.length),
  type: "User",
  site_admin: false,
});

/** An issue; every fifth is a pull request, which GitHub's API counts among the issues. */
export const githubIssue = (row: number, base: string): GithubIssue => {
  const number = row + 1;
  const state = pick(31, row, 3) === 0 ? "closed" : "open";
  const url = `${base}${repository.path}/${number}`;
  const closedAt = state === "closed" ? secondText(updatedAt(row)) : null;
  const pull = { url: `${base}/repos/acme/shop/pulls/${number}`, merged_at: closedAt };
  return {
    id: 2_700_000_000 + row * 17,
    node_id: `I_kwDO${(2_700_000_000 + row * 17).toString(36)}`,
    url,
    html_url: `https://github.com/acme/shop/issues/${number}`,
    number,
    title: `Order ${number} is late`,
    user: user(row),
    labels: labels.slice(0, row % 4).map((name, place) => ({ id: 900 + place, name, color: "d73a4a", default: true })),
    state,
    state_reason: state === "closed" ? "completed" : null,
    locked: false,
    assignee: row % 3 === 0 ? user(row + 1) : null,
    milestone: null,
    comments: pick(32, row, 12),
    created_at: secondText(createdAt(row)),
    updated_at: secondText(updatedAt(row)),
    closed_at: closedAt,
    author_association: "CONTRIBUTOR",
    body: row % 7 === 0 ? null : `Steps:\r\n1. order\r\n2. wait "${number}" days`,
    reactions: { total_count: row % 5, "+1": row % 5, "-1": 0 },
    ...(row % 5 === 4 ? { pull_request: pull } : {}),
  };
};
