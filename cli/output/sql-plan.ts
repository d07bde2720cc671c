/** A plan for people: what changes and why it matters, and the steps that apply it. */
import { resolve } from "node:path";
import { production } from "../../model/sql/environment.ts";
import type { Action, Change, ColumnChange, Plan, Stage } from "../../model/documents/sql-plan.ts";
import { repositoryRoot, shownPath } from "../folders.ts";
import { painter, type Paint } from "./colour.ts";
import { describeInfluence, personalOf } from "./influence.ts";
import { formatCount, plural } from "./format.ts";
import { indented, paintedDiff, paintedLine } from "./plan-lines.ts";

export interface PlanOptions {
  readonly colour: boolean;
  /** Also the names of unchanged objects, and the SQL of objects that are created, dropped or waiting. */
  readonly verbose?: boolean;
  /** The command that applies it, without the flags that it needs; `sql apply` if absent. */
  readonly command?: string;
}

const counted: readonly (readonly [Action, string])[] = [
  ["create", "to create"],
  ["replace", "to replace"],
  ["rebuild", "to rebuild"],
  ["drop", "to drop"],
  ["wait", "waiting"],
  ["unchanged", "unchanged"],
  ["unmanaged", "unmanaged"],
];

const signs: Readonly<Record<Action, string>> = {
  create: "+",
  replace: "~",
  rebuild: "~",
  drop: "-",
  wait: "…",
  unchanged: "=",
  unmanaged: "=",
};

const columnSigns = { added: "+", removed: "-", retyped: "~" } as const;

const columnLine = ({ column, change, from, to, breaking }: ColumnChange, paint: Paint): string => {
  const types = [from, to].filter((type) => type !== undefined).join(" → ");
  const sign = columnSigns[change];
  return `${paintedLine(sign, `${sign} ${column} ${types}`, paint)}${breaking ? `  ${paint("bold", "breaking")}` : ""}`;
};

const columnLines = ({ action, columns }: Change, paint: Paint): readonly string[] => {
  if (columns.length === 0) return [];
  // all columns of a new object are new: one line is enough
  return action === "create"
    ? [`columns: ${columns.map(({ column, to = "" }) => `${column} ${to}`).join(", ")}`]
    : [
        "columns:",
        ...indented(
          columns.map((column) => columnLine(column, paint)),
          2,
        ),
      ];
};

const driftLines = ({ drift, action }: Change, { base }: Plan, paint: Paint): readonly string[] => {
  if (drift === undefined) return [];
  if (drift === "missing") return [`missing: revision ${base} left it, and it no longer exists`];
  const undone = action === "drop" ? "is lost" : "is overwritten";
  return [
    paint(
      "bold",
      drift === "made by hand"
        ? `made by hand: no revision created it, and it ${undone}`
        : `changed by hand since revision ${base}; the manual change ${undone}`,
    ),
  ];
};

const sqlLines = ({ sqlDiff, action }: Change, { verbose = false }: PlanOptions, paint: Paint): readonly string[] => {
  const isWhole = action === "create" || action === "drop" || action === "wait";
  return sqlDiff === "" || (isWhole && !verbose) ? [] : ["SQL:", ...indented(paintedDiff(sqlDiff, paint), 2)];
};

/** Whether a replacement is one that the engine can't do in place. */
const isMadeAgain = ({ id, action }: Change, { stages }: Plan): boolean =>
  action === "replace" &&
  stages.some(
    (stage) => stage.kind === "statements" && stage.id === id && stage.statements.some((s) => /^DROP\s/.test(s)),
  );

const reasons = (change: Change, plan: Plan): readonly string[] => [
  ...(change.action === "rebuild"
    ? ["rebuilt: what it reads is rebuilt, or no revision recorded how it was built"]
    : []),
  ...(change.action === "wait" ? [`waits for ${change.missing.join(", ")}: not there yet, its group has not run`] : []),
  ...(change.action === "replace" && change.sqlDiff === "" && change.columns.length > 0
    ? ["its SQL is unchanged; what it reads has different columns"]
    : []),
  ...(isMadeAgain(change, plan) ? ["dropped and recreated: it can't be replaced in place"] : []),
];

const changeLines = (change: Change, plan: Plan, options: PlanOptions, paint: Paint): readonly string[] => {
  const { id, name, action, file, breaking, affects } = change;
  const sign = signs[action];
  const title = paintedLine(sign, `${sign} ${id}`, paint);
  const marked = breaking ? `  ${paint("bold", "breaking")}` : "";
  const details = [
    ...reasons(change, plan),
    ...driftLines(change, plan, paint),
    ...columnLines(change, paint),
    ...sqlLines(change, options, paint),
    ...personalOf(change.influences ?? []).map((influence) => `rows influenced by: ${describeInfluence(influence)}`),
    ...(affects.length === 0 ? [] : [`${name.includes(".") ? "read" : "used"} by: ${affects.join(", ")}`]),
  ];
  return [
    "",
    `${title}${marked}${file === undefined ? "" : `  ${paint("dim", pathOf(file))}`}`,
    ...indented(details, 4),
  ];
};

/** Objects that wait for the same tables, in one line: they change nothing, and must not hide what does. */
const waitingLines = (waiting: readonly Change[]): readonly string[] => {
  const groups = new Map<string, readonly string[]>();
  for (const { id, missing } of waiting) {
    const tables = missing.join(", ");
    groups.set(tables, [...(groups.get(tables) ?? []), id]);
  }
  const lines = [...groups].map(([tables, ids]) => {
    const [what, their] = ids.length === 1 ? ["waits", "its group has"] : ["wait", "their groups have"];
    return `${signs.wait} ${ids.join(", ")} ${what} for ${tables}: not there yet, ${their} not run`;
  });
  return lines.length === 0 ? [] : ["", ...lines];
};

/** A file's path relative to the caller's working directory. */
const pathOf = (file: string): string => shownPath(resolve(repositoryRoot, file));

const isLeftAlone = ({ action }: Change): boolean => action === "unchanged" || action === "unmanaged";

const summary = ({ changes, environment, base }: Plan): string => {
  const counts = counted.flatMap(([action, words]) => {
    const count = changes.filter((change) => change.action === action).length;
    return count === 0 ? [] : [`${formatCount(count)} ${words}`];
  });
  const revision = base === 0 ? "no revision yet" : `revision ${base}`;
  return `${environment} (${revision}): ${counts.length === 0 ? "nothing is declared" : counts.join(", ")}.`;
};

const besideProduction = ({ environment }: Plan): readonly string[] =>
  environment === production ? [] : [`--schema ${environment}`];

/** The command that restores a revision's state, without the flags that its plan needs. */
export const rollbackCommand = (plan: Plan, revision: number): string =>
  ["lakehouse sql rollback", revision.toString(), ...besideProduction(plan)].join(" ");

const applyCommand = (plan: Plan): string => {
  const removes = plan.stages.some(({ kind }) => kind === "remove databases");
  return ["lakehouse sql apply", ...besideProduction(plan), ...(removes ? ["--remove"] : [])].join(" ");
};

const ending = (plan: Plan, command: string | undefined): readonly string[] => {
  if (plan.stages.length === 0) return ["", "Nothing to do."];
  const onlyCompiled = plan.changes.every((change) => isLeftAlone(change) || change.action === "wait");
  return [
    "",
    ...(onlyCompiled && plan.changes.length > 0
      ? [
          "Only the compiled SQL changes (descriptions, classifications, what waits): it is published, and tags are updated.",
        ]
      : []),
    ...(plan.needs.length === 0 ? [] : [`Must be allowed: ${plan.needs.join(", ")}.`]),
    `Next: ${[command ?? applyCommand(plan), ...plan.needs].join(" ")}`,
  ];
};

/** What a plan changes, for people. */
export const renderPlan = (plan: Plan, options: PlanOptions): string => {
  const paint = painter(options.colour);
  const isShort = (change: Change): boolean => change.action === "wait" && options.verbose !== true;
  const shown = plan.changes.filter((change) => !isLeftAlone(change) && !isShort(change));
  const alone = plan.changes.filter(isLeftAlone);
  return [
    summary(plan),
    ...shown.flatMap((change) => changeLines(change, plan, options, paint)),
    ...waitingLines(plan.changes.filter(isShort)),
    ...(options.verbose === true && alone.length > 0
      ? ["", ...alone.map(({ id, action }) => `${signs[action]} ${id}${action === "unmanaged" ? "  unmanaged" : ""}`)]
      : []),
    ...ending(plan, options.command),
  ].join("\n");
};

const stageLines = (stage: Stage): readonly string[] => {
  switch (stage.kind) {
    case "create databases":
      return [`create databases ${stage.databases.join(", ")}`];
    case "publish bundle":
      return [`publish ${stage.bundleKey}`];
    case "build models":
      return [`build ${plural(stage.models.length, "model")}: ${stage.models.join(", ")}`];
    case "drop models":
      return [`drop ${plural(stage.models.length, "model")}: ${stage.models.join(", ")}`];
    case "statements":
      return [
        `${stage.action} ${stage.id} (${stage.engine}${stage.validate === undefined ? "" : ", explained before anything is executed"})`,
        ...indented(
          stage.statements.flatMap((statement) => `${statement};`.split("\n")),
          4,
        ),
      ];
    case "govern":
      return ["tag tables and columns"];
    case "remove databases":
      return [`remove databases ${stage.databases.join(", ")}`];
  }
};

/** The steps that apply a plan, in order; the same data are executed. */
export const renderStages = ({ stages }: Plan): string =>
  stages.length === 0
    ? "No step: nothing is executed."
    : stages
        .flatMap((stage, index) => {
          const [title = "", ...more] = stageLines(stage);
          return [`${index + 1}. ${title}`, ...more];
        })
        .join("\n");
