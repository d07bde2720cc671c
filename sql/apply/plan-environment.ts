/** Makes a plan: reads the live state, asks the engines for the planned objects' columns, and compares. */
import { mapBounded } from "../../aws/bounded.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { resultColumn } from "../live/column-types.ts";
import type { LiveColumn, Plan } from "../../model/documents/sql-plan.ts";
import { buildPlan } from "../plan/build-plan.ts";
import { compareCatalog, type Comparison } from "../plan/compare.ts";
import { describeStatement, idsToDescribe } from "../plan/describe.ts";
import { inEnvironment } from "../plan/environment-project.ts";
import type { SourceFile } from "../project/source-text.ts";
import { compileBundle } from "../project/compile.ts";
import type { Relation } from "../project/tables.ts";
import { dialectOf, type Project } from "../project/types.ts";
import { analysisProblems, analysisRequest } from "./analyze-models.ts";
import type { ApplyPorts } from "./ports.ts";
import { countedModels } from "./stage-title.ts";
import { engineOf, refusals } from "./validate.ts";

/** Parallel statements per engine. */
const parallelStatements = 8;

export interface PlanRequest {
  readonly stack: string;
  readonly environment: string;
  readonly project: Project;
  /** The project's files. */
  readonly sources: readonly SourceFile[];
  /** Tables of contracts, with their column types. */
  readonly tables: ReadonlyMap<string, Relation>;
  readonly signal: AbortSignal;
  /** Called with what is waited for. */
  readonly onStep: (text: string) => void;
}

type PlanPorts = Pick<ApplyPorts, "athena" | "redshift" | "readLive" | "analyze">;
type Types = ReadonlyMap<string, readonly LiveColumn[]>;

interface Scope {
  /** The project as it is in the environment. */
  readonly scoped: Project;
  readonly comparisons: readonly Comparison[];
}

/** Spark's findings about changed models. */
const analyzeModels = async (
  { project, sources, tables, signal, onStep }: PlanRequest,
  { comparisons }: Scope,
  { analyze }: PlanPorts,
): Promise<readonly Problem[]> => {
  const request = analysisRequest(comparisons, project, tables);
  if (request === undefined) return [];
  const onState = (state: string): void => {
    onStep(`Spark analyzes ${countedModels(request.models)}: ${state}`);
  };
  const { models } = await analyze(request, { signal, onState });
  return analysisProblems(models, project.objects, sources);
};

interface Described {
  readonly types: Types;
  readonly problems: readonly Problem[];
}

const describeColumns = async (
  { sources, signal }: PlanRequest,
  { scoped, comparisons }: Scope,
  ports: PlanPorts,
): Promise<Described> => {
  const problems: Problem[] = [];
  const described = await mapBounded(
    idsToDescribe(comparisons),
    parallelStatements,
    async (id): Promise<readonly [string, readonly LiveColumn[]]> => {
      const object = scoped.objects.find((each) => each.id === id);
      const statement = describeStatement(id, scoped, comparisons);
      const engine = engineOf(
        ports,
        object !== undefined && dialectOf(object.kind) === "redshift" ? "redshift" : "athena",
      );
      try {
        const { columns } = await engine.query(statement, { signal });
        return [id, columns.map(resultColumn)];
      } catch (error) {
        if (!(error instanceof ProblemsError) || object === undefined) throw error;
        const file = sources.find((source) => source.file === object.file) ?? { file: object.file, text: "" };
        problems.push(...refusals(error, statement, { id, sql: object.sql, file }));
        return [id, []];
      }
    },
  );
  return { types: new Map(described), problems };
};

/** @throws ProblemsError SQL_REFUSED, MODEL_TYPE_MISMATCH with everything that an engine refuses */
export const planEnvironment = async (request: PlanRequest, ports: PlanPorts): Promise<Plan> => {
  const { stack, environment, project, sources } = request;
  const declared = project.objects.map(({ id }) => id);
  const reading = await ports.readLive(environment, declared);
  const { project: scoped } = inEnvironment(project, { environment, production: reading.production });
  const scope = { scoped, comparisons: compareCatalog(scoped, reading.live) };
  const [{ types, problems }, refused] = await Promise.all([
    describeColumns(request, scope, ports),
    analyzeModels(request, scope, ports),
  ]);
  if (problems.length + refused.length > 0) throw new ProblemsError("sql", [...refused, ...problems]);
  const { json, hash } = compileBundle(project);
  return { ...buildPlan({ stack, project, ...reading, bundle: { json, hash }, types }), sources };
};
