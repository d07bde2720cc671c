import { glueClient } from "../../aws/glue/client.ts";
import { Curation } from "../../aws/glue/curation.ts";
import { modelAnalysis } from "../../aws/glue/model-analysis.ts";
import { lakeFormationClient } from "../../aws/lake-formation/client.ts";
import { lakeFormationPermissions } from "../../aws/lake-formation/relation-permissions.ts";
import { lambdaClient } from "../../aws/lambda/client.ts";
import { s3Client } from "../../aws/s3/client.ts";
import { lockedDocuments } from "../../aws/s3/documents.ts";
import { whoAmI } from "../../aws/sts/caller.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import { production } from "../../model/sql/environment.ts";
import type { Applier } from "../../sql/apply/apply-plan.ts";
import { currentCommit } from "../../sql/apply/commit.ts";
import { governFunction } from "../../sql/apply/governing.ts";
import type { ApplyPorts } from "../../sql/apply/ports.ts";
import { revisionStore } from "../../sql/apply/revisions.ts";
import { readLive, type LiveSources } from "../../sql/live/read-live.ts";
import type { Context } from "../context.ts";
import { repositoryRoot } from "../folders.ts";
import { openLake, type Lake } from "./lake.ts";
import { tellPlace } from "./place.ts";

/** A deployed stack as the SQL tooling sees it. */
export interface SqlLake {
  readonly stack: string;
  readonly contracts: Bundle;
  readonly ports: ApplyPorts;
}

const readings =
  ({ redshift, ...catalog }: LiveSources, names: readonly string[]): ApplyPorts["readLive"] =>
  async (environment, declared) => {
    const read = (from: LiveSources, of: string) => readLive(from, { environment: of, declared, sources: names });
    if (environment === production)
      return { live: await read({ ...catalog, ...(redshift && { redshift }) }, production) };
    // Environments other than production have catalog objects only; Redshift isn't compared there.
    const [live, held] = await Promise.all([read(catalog, environment), read(catalog, production)]);
    return { live, production: held };
  };

export const openSqlLake = async ({ deployment, athena, redshift, bundle }: Lake): Promise<SqlLake> => {
  const contracts = await bundle();
  const glue = glueClient();
  const { artifactsBucket, curatedBucket, curateJob, analyzeJob } = deployment;
  const documents = lockedDocuments(s3Client(), artifactsBucket);
  const revisions = revisionStore(documents);
  const warehouse = redshift && { engine: redshift, roleArn: deployment.redshift?.roleArn ?? "" };
  const sources = { glue, revisions, documents, ...(warehouse && { redshift: warehouse }) };
  return {
    stack: deployment.stack,
    contracts,
    ports: {
      athena,
      ...(redshift && { redshift }),
      analyze: modelAnalysis({ job: analyzeJob, artifactsBucket }, glue, documents),
      curation: new Curation({ job: curateJob, artifactsBucket, curatedBucket }, glue, documents),
      govern: governFunction(lambdaClient(), deployment.governFunction),
      documents,
      revisions,
      permissions: lakeFormationPermissions(lakeFormationClient()),
      readLive: readings(
        sources,
        contracts.sources.map(({ name }) => name),
      ),
      now: () => new Date(),
    },
  };
};

/** @throws ProblemsError if the stack is not deployed */
export const openSql = async (stack: string): Promise<SqlLake> => openSqlLake(await openLake(stack));

/** Like `openSql`, for commands that plan or change: they show the target first. */
export const openSqlToChange = async (stack: string, context: Pick<Context, "progress">): Promise<SqlLake> => {
  await tellPlace(stack, context);
  return openSql(stack);
};

/** Who applies now, and from which commit. */
export const currentApplier = async (): Promise<Applier> => {
  const [{ arn: by }, commit] = await Promise.all([whoAmI(), currentCommit(repositoryRoot)]);
  return { by, ...(commit !== undefined && { commit }) };
};
