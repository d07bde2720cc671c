/** Makes a plan: reads what is live, asks the engines for the columns of what will be, and compares. */
import { mapBounded } from "../../lambdas/shared/bounded.ts";
import { ProblemsError, type Problem } from "../../model/problem.ts";
import { resultColumn } from "../live/column-types.ts";
import type { LiveColumn } from "../live/types.ts";
import { buildPlan } from "../plan/build-plan.ts";
import { compareCatalog } from "../plan/compare.ts";
import { describeStatement, idsToDescribe } from "../plan/describe.ts";
import { inEnvironment } from "../plan/environment-project.ts";
import type { Plan } from "../plan/types.ts";
import type { SourceFile } from "../project/source-text.ts";
import { compileBundle } from "../project/compile.ts";
import { dialectOf, type Project } from "../project/types.ts";
import type { ApplyPorts, LiveReading } from "./ports.ts";
import { engineOf, refusals } from "./validate.ts";

/** Statements side by side at an engine. */
const parallelStatements = 8;

export interface PlanRequest {
  readonly stack: string;
  readonly environment: string;
  readonly project: Project;
  /** The project's files. */
  readonly sources: readonly SourceFile[];
  readonly signal: AbortSignal;
}

type PlanPorts = Pick<ApplyPorts, "athena" | "redshift" | "readLive">;
type Types = ReadonlyMap<string, readonly LiveColumn[]>;

const describeColumns = async (
  { environment, project, sources, signal }: PlanRequest,
  { live, production }: LiveReading,
  ports: PlanPorts,
): Promise<Types> => {
  const scoped = inEnvironment(project, { environment, production }).project;
  const comparisons = compareCatalog(scoped, live);
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
  if (problems.length > 0) throw new ProblemsError("sql", problems);
  return new Map(described);
};

/** @throws ProblemsError SQL_REFUSED with everything that an engine refuses */
export const planEnvironment = async (request: PlanRequest, ports: PlanPorts): Promise<Plan> => {
  const { stack, environment, project, sources } = request;
  const declared = project.objects.map(({ id }) => id);
  const reading = await ports.readLive(environment, declared);
  const types = await describeColumns(request, reading, ports);
  const { json, hash } = compileBundle(project);
  return { ...buildPlan({ stack, project, ...reading, bundle: { json, hash }, types }), sources };
};
