import { buildResultKey, productionDatabase, productionRelation } from "../../model/sql/environment.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { Plan, Stage, StatementStage } from "../../model/documents/sql-plan.ts";
import { forgetPrevious, publishBundle } from "./environments.ts";
import { restorePermissions } from "./permissions.ts";
import type { ApplyOptions, ApplyPorts } from "./ports.ts";
import type { RelationPermissions, StageRecord } from "../../model/documents/revision.ts";
import { sourcePlace } from "./source-line.ts";
import { withoutEngineLine } from "../../aws/query/engine-message.ts";
import { countedModels } from "./stage-title.ts";
import { declaredIn, engineOf } from "./validate.ts";
import type { SqlRefusal } from "../codes.ts";

/** A stage in progress. */
export interface StageRun {
  readonly plan: Plan;
  readonly revision: number;
  readonly attempt: number;
  readonly ports: ApplyPorts;
  readonly options: ApplyOptions;
  /** As recorded before; for an interrupted stage, with its completed statements. */
  readonly record: StageRecord;
  /** Records the stage's progress. */
  readonly progress: (change: Pick<Partial<StageRecord>, "statementsDone" | "permissions">) => Promise<void>;
}

type StageOf<Kind extends Stage["kind"]> = Extract<Stage, { readonly kind: Kind }>;
type Handlers = { readonly [Kind in Stage["kind"]]: (stage: StageOf<Kind>, run: StageRun) => Promise<void> };

/** Relations of the catalog that a stage replaces. */
const replacedBy = (stage: Stage, { changes, declared }: Plan): readonly string[] => {
  const replaced = changes.filter(({ action }) => action === "replace" || action === "rebuild");
  if (stage.kind === "build models") {
    return replaced.filter(({ kind, id }) => kind === "model" && id in declared).map(({ name }) => name);
  }
  if (stage.kind !== "statements" || stage.engine !== "athena" || stage.action !== "replace") return [];
  return replaced.filter(({ id }) => id === stage.id).map(({ name }) => name);
};

/** Carries out work that replaces relations, and restores their Lake Formation permissions. */
const keepingPermissions = async (stage: Stage, run: StageRun, work: () => Promise<void>): Promise<void> => {
  const { plan, ports, record, progress } = run;
  const relations = replacedBy(stage, plan);
  if (relations.length === 0) return work();
  // An interrupted stage has read them before it changed anything.
  const before = record.permissions ?? (await Promise.all(relations.map(ports.permissions.read)));
  if (record.permissions === undefined) await progress({ permissions: before });
  await work();
  await restorePermissions(before, (relation) => columnsOf(plan, relation, before), ports.permissions);
};

const columnsOf = ({ declared, changes }: Plan, relation: string, before: readonly RelationPermissions[]) => {
  const id = changes.find(({ name, action }) => name === relation && action !== "drop")?.id ?? "";
  const columns = declared[id]?.columns.map(({ name }) => name);
  return columns ?? before.flatMap(({ tags }) => tags.flatMap(({ column }) => column ?? []));
};

/** The engines' errors for a statement that an earlier attempt has already carried out. */
const alreadySo: Readonly<Record<StatementStage["action"], RegExp>> = {
  create: /already exists/i,
  replace: /already exists|does not exist|not attached/i,
  drop: /does not exist|not attached/i,
};

const executeStatements = async (stage: StatementStage, run: StageRun): Promise<void> => {
  const { record, options, progress } = run;
  const engine = engineOf(run.ports, stage.engine);
  for (const [index, statement] of stage.statements.entries()) {
    if (index < record.statementsDone) continue;
    options.onStep(`${stage.action} ${stage.id}`);
    // It may have been sent by the interrupted attempt, which could no longer record it.
    const isUncertain = record.state === "running" && index === record.statementsDone;
    try {
      await engine.query(statement, { signal: options.signal });
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      if (!isUncertain || !alreadySo[stage.action].test(error.message))
        throw refused(error, stage, statement, run.plan);
    }
    await progress({ statementsDone: index + 1 });
  }
};

const refused = (
  error: ProblemsError,
  { id, statements }: StatementStage,
  statement: string,
  plan: Plan,
): ProblemsError => {
  const { sql, file } = declaredIn(plan, id);
  // A view's statement ends with its SELECT; a Redshift statement is the file's own text.
  const own = sql !== "" && statement.endsWith(sql) ? sql : statement;
  const which =
    statements.length === 1 ? "" : ` (statement ${statements.indexOf(statement) + 1} of ${statements.length})`;
  const fix = 'correct what the message names, then "lakehouse sql apply --resume", or plan again';
  const problems = error.problems.map(({ message }): Problem<SqlRefusal> => ({
    code: "SQL_REFUSED",
    place: sourcePlace(message, { statement, sql: own, file, linesAfter: 0 }),
    message: `${id}${which}: ${withoutEngineLine(message)}`,
    fix,
  }));
  return new ProblemsError(id, problems);
};

const handlers: Handlers = {
  "create databases": ({ databases }, { plan: { environment }, ports: { govern } }) =>
    govern({
      action: "environment",
      environment,
      databases: databases.map((database) => productionDatabase(database, environment)),
    }),
  "publish bundle": async (_stage, { plan, revision, ports }) => {
    await publishBundle(ports.documents, plan, revision);
    // Stricter tags apply before anybody can read the new definitions.
    await ports.govern({ action: "catalog" });
  },
  "build models": async (stage, run) => {
    const { plan, revision, attempt, ports, options } = run;
    const { environment, bundleKey } = plan;
    const resultKey = buildResultKey(environment, revision, attempt);
    const ids = new Map(plan.changes.map(({ name, id }) => [productionRelation(name, environment), id]));
    await keepingPermissions(stage, run, async () => {
      await ports.curation.build(
        { environment, bundleKey, models: stage.models, resultKey },
        {
          signal: options.signal,
          placeOf: (model, reason) => {
            const { sql, file } = declaredIn(plan, ids.get(model) ?? model);
            return sourcePlace(reason, { statement: sql, sql, file, linesAfter: 0 });
          },
          onState: (state) => {
            options.onStep(`build ${countedModels(stage.models)}: ${state}`);
          },
        },
      );
    });
    // Whoever creates views over new columns has to see them, and nobody sees untagged columns
    await ports.govern({ action: "catalog" });
  },
  "drop models": ({ models }, { ports, options }) =>
    ports.curation.drop(models, {
      signal: options.signal,
      onState: (state) => {
        options.onStep(`drop ${countedModels(models)}: ${state}`);
      },
    }),
  statements: (stage, run) => keepingPermissions(stage, run, () => executeStatements(stage, run)),
  govern: async (_stage, { plan, revision, ports }) => {
    await forgetPrevious(ports.documents, plan, revision);
    await ports.govern({ action: "catalog" });
  },
  "remove databases": (_stage, { plan: { environment }, ports: { govern } }) =>
    govern({ action: "remove environment", environment }),
};

/** Carries out one stage. Repeating an interrupted stage has the same result. */
export const carryOut = (stage: Stage, run: StageRun): Promise<void> => {
  // The table maps each kind to a handler of its own stage type, which TypeScript can't follow through a union.
  const handler = handlers[stage.kind] as (stage: Stage, run: StageRun) => Promise<void>;
  return handler(stage, run);
};
