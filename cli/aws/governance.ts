/** The governance of a deployed stack: what Lake Formation holds, and what applied SQL declares. */
import { readDeployedSql } from "../../aws/artifacts/deployed-sql.ts";
import { glueClient } from "../../aws/glue/client.ts";
import { lakeFormationClient } from "../../aws/lake-formation/client.ts";
import { readLiveGovernance } from "../../aws/lake-formation/live-governance.ts";
import { s3Client } from "../../aws/s3/client.ts";
import { s3Documents } from "../../aws/s3/documents.ts";
import { curatedRelations, type CuratedRelation } from "../../model/governance/curated.ts";
import type { LiveGovernance } from "../../model/governance/live.ts";

/** @param databases the lakehouse's databases; the account's others are ignored */
export const openGovernance = (databases: readonly string[], rawBucket: string): Promise<LiveGovernance> =>
  readLiveGovernance(databases, rawBucket, {
    lakeFormation: lakeFormationClient(),
    glue: glueClient(),
    s3: s3Client(),
  });

/** Tables and views of the curated zone that applied SQL declares, by name in their environments. */
export const readAppliedRelations = async (artifactsBucket: string): Promise<readonly CuratedRelation[]> =>
  curatedRelations(await readDeployedSql(s3Documents(s3Client(), artifactsBucket)));
