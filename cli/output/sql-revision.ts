import { stageTitle } from "../../sql/apply/stage-title.ts";
import type { Revision } from "../../model/documents/revision.ts";
import type { Change } from "../../model/documents/sql-plan.ts";
import { formatSeconds, plural } from "./format.ts";
import { table, type Column } from "./table.ts";
import type { Text } from "./text.ts";

/** A revision as `--json` prints it: without the plan's copies of the files. */
export const revisionDocument = (revision: Revision): unknown => {
  const { plan, objects, ...rest } = revision;
  const { changes, stages: steps, needs } = plan;
  const stages = steps.map((stage, index) => ({ ...stage, ...revision.stages[index] }));
  return { ...rest, changes, needs, stages, objects: Object.keys(objects) };
};

const counted = ["create", "replace", "rebuild", "drop", "wait"] as const;

/** `2 create, 1 replace`. */
export const changeCounts = (changes: readonly Change[]): string => {
  const counts = counted
    .map((action) => ({ action, count: changes.filter((change) => change.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${count} ${action}`);
  return counts.length === 0 ? "no object changes" : counts.join(", ");
};

const secondsOf = ({ startedAt, endedAt }: Pick<Revision, "startedAt" | "endedAt">): string =>
  endedAt === undefined ? "" : formatSeconds((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);

const statementsOf = ({ stages }: Revision): number =>
  stages.reduce((sum, { statementsDone }) => sum + statementsDone, 0);

/** `Revision 3 applied: 2 create, 1 replace; 3 statements, 4.2 s.` */
export const revisionSummary = (revision: Revision): string =>
  `Revision ${revision.revision} ${revision.state}: ${changeCounts(revision.plan.changes)}; ${plural(statementsOf(revision), "statement")}, ${secondsOf(revision)}.`;

const historyColumns: readonly Column[] = [
  { title: "revision" },
  { title: "state" },
  { title: "started", shortenTo: 20 },
  { title: "by", leaveOut: 2 },
  { title: "commit", leaveOut: 1 },
  { title: "changes", shortenTo: 16 },
];

const changesText = ({ plan, rollbackTo }: Revision): string =>
  `${changeCounts(plan.changes)}${rollbackTo === undefined ? "" : ` (back to ${rollbackTo})`}`;

export const renderHistory = (revisions: readonly Revision[]): Text =>
  revisions.length === 0
    ? 'Nothing has been applied yet. See what would be applied with "lakehouse sql plan".'
    : table(
        historyColumns,
        revisions.map((revision) => [
          revision.revision.toString(),
          revision.state,
          revision.startedAt,
          revision.by.split(":").at(-1) ?? "",
          revision.commit?.replace(/^([0-9a-f]{8})[0-9a-f]*/, "$1") ?? "",
          changesText(revision),
        ]),
      );

const stageColumns: readonly Column[] = [
  { title: "stage", shortenTo: 40 },
  { title: "state" },
  { title: "statements", leaveOut: 1 },
  { title: "took", leaveOut: 2 },
];

/** A revision without its plan's diffs. */
export const renderRevision = (revision: Revision): Text => {
  const { environment, by, startedAt, commit, attempts } = revision;
  const rows = revision.plan.stages.map((stage, index) => {
    const record = revision.stages[index];
    const { state = "pending", statementsDone = 0, startedAt: from = "", endedAt } = record ?? {};
    const took = endedAt === undefined ? "" : secondsOf({ startedAt: from, endedAt });
    return [stageTitle(stage), state, stage.kind === "statements" ? statementsDone.toString() : "", took];
  });
  const errors = revision.stages.flatMap(({ error }) => error ?? []);
  return [
    revisionSummary(revision),
    `Environment ${environment}, by ${by}, begun ${startedAt}, ${plural(attempts, "attempt")}${commit === undefined ? "" : `, commit ${commit}`}.`,
    ...(rows.length === 0 ? [] : ["", table(stageColumns, rows)]),
    ...(errors.length === 0 ? [] : ["", ...errors]),
  ];
};
