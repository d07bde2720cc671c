import { pick } from "../../mission-random.ts";
import { createdAt, offsetText, someone, updatedAt } from "./moments.ts";

export const projects = ["SHOP", "OPS"] as const;

const statuses = ["To Do", "In Progress", "Done"] as const;
const types = ["Bug", "Task", "Story"] as const;

export const projectOf = (row: number): string => projects[row % projects.length] ?? "";
export const issueId = (row: number): number => 10_000 + row;
export const issueKey = (row: number): string => `${projectOf(row)}-${1 + Math.floor(row / projects.length)}`;

/** Epoch milliseconds; Jira keeps more digits than its queries can name. */
export const issueUpdatedAt = (row: number): number => updatedAt(row) + pick(71, row, 1_000);

const user = (row: number): object => ({
  accountId: `5b10a2844c20165700ede${(row % 5).toString().padStart(3, "0")}`,
  displayName: someone(row),
  active: true,
  timeZone: "Etc/UTC",
});

/** A text in the Atlassian Document Format, which version 3 of the API has where version 2 has plain text. */
const documentOf = (text: string): object => ({
  type: "doc",
  version: 1,
  content: [{ type: "paragraph", content: [{ type: "text", text }] }],
});

/** Every field of an issue. */
export const issueFields = (row: number, version: 2 | 3): Readonly<Record<string, unknown>> => {
  const status = statuses[pick(72, row, statuses.length)] ?? "";
  const description = row % 6 === 0 ? null : `Steps for "${issueKey(row)}", as ${someone(row)} saw them`;
  return {
    summary: `Order ${row} isn't paid`,
    description: description === null || version === 2 ? description : documentOf(description),
    status: { id: (10_000 + statuses.findIndex((known) => known === status)).toString(), name: status },
    issuetype: { name: types[row % types.length], subtask: false },
    project: { id: (10_000 + (row % projects.length)).toString(), key: projectOf(row) },
    priority: { id: "3", name: "Medium" },
    assignee: row % 4 === 0 ? null : user(row),
    reporter: user(row + 1),
    labels: row % 3 === 0 ? ["late", "customer"] : [],
    created: offsetText(createdAt(row)),
    updated: offsetText(issueUpdatedAt(row)),
    resolutiondate: status === "Done" ? offsetText(issueUpdatedAt(row)) : null,
    timetracking: { originalEstimateSeconds: 3_600 * (1 + (row % 8)) },
    customfield_10016: row % 5 === 0 ? null : (row % 13) + 0.5,
  };
};
