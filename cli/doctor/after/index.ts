/** Checks of a deployed stack. */
import { glueClient } from "../../../aws/glue/client.ts";
import { Curation } from "../../../aws/glue/curation.ts";
import { quickSightClient } from "../../../aws/quicksight/client.ts";
import { s3Client } from "../../../aws/s3/client.ts";
import { s3Documents } from "../../../aws/s3/documents.ts";
import { readSecret } from "../../../aws/secrets/secret-values.ts";
import { whereAmI } from "../../../aws/sts/caller.ts";
import { visibilityOf } from "../../../model/governance/visibility.ts";
import { databaseName, functionLogGroup, projectName, resourcePrefix, zones } from "../../../model/names.ts";
import { readAppliedRelations } from "../../aws/governance.ts";
import type { Lake } from "../../aws/lake.ts";
import { skipped, type Check } from "../check.ts";
import { sourcesCheck, type AskedSource } from "../sources.ts";
import { accessCheck } from "./access.ts";
import { alarmCheck } from "./alarms.ts";
import { queryChecks } from "./queries.ts";
import { queueCheck } from "./queue.ts";
import { quickSightCheck } from "./quicksight.ts";
import { redshiftCheck } from "./redshift.ts";
import { crawlerCheck, stateMachineCheck } from "./starts.ts";
import { tableCheck } from "./tables.ts";
import { encryptionCheck, rawCheck } from "./zones.ts";

/** Each source's place, as configured in its deployed functions. */
export type SourcePlaces = Readonly<Record<string, { readonly address: string; readonly location?: string }>>;

const noPrincipal: Check = {
  code: "QUERY_AS_PRINCIPALS",
  title: "Queries as the principals",
  look: () => Promise.resolve(skipped("the stack names no principal")),
};

export const checksAfter = async (lake: Lake, places: SourcePlaces): Promise<readonly Check[]> => {
  const { deployment } = lake;
  const { artifactsBucket, curatedBucket, curateJob, stack } = deployment;
  const bundle = await lake.bundle();
  const glue = glueClient();
  const curation = new Curation(
    { job: curateJob, artifactsBucket, curatedBucket },
    glue,
    s3Documents(s3Client(), artifactsBucket),
  );
  const declared = { ...bundle, curated: await readAppliedRelations(artifactsBucket) };
  const databases = bundle.sources.flatMap(({ name }) => zones.map((zone) => databaseName(name, zone)));
  const askers = {
    athenaAs: lake.athenaAs,
    visibilityOf: visibilityOf.bind(undefined, declared),
    glue,
    databases,
  };
  const sources = (): Promise<readonly AskedSource[]> =>
    Promise.all(
      bundle.sources.map(async ({ name, tokenSecret }) => ({
        name,
        address: places[name]?.address ?? "",
        token: tokenSecret === undefined ? "" : await readSecret(`${projectName}/${stack}/${tokenSecret}`),
        howToPut: `lakehouse secret set ${tokenSecret ?? ""}`,
        isInNetwork: places[name]?.location === "network",
      })),
    );
  const [first] = bundle.sources;
  const prefix = resourcePrefix(projectName, stack);
  return [
    sourcesCheck(bundle, sources),
    queueCheck(deployment, bundle, functionLogGroup(prefix, "extract")),
    stateMachineCheck(deployment),
    crawlerCheck(deployment),
    ...(first === undefined ? [] : [tableCheck(curation, databaseName(first.name, "curated"))]),
    accessCheck(lake),
    ...(deployment.governance.principals.length === 0
      ? [noPrincipal]
      : queryChecks(deployment.governance.principals, askers)),
    redshiftCheck(lake.redshift),
    quickSightCheck(deployment.quicksight, async () => ({
      client: quickSightClient(),
      account: (await whereAmI()).account,
    })),
    rawCheck(deployment),
    encryptionCheck(deployment),
    alarmCheck(prefix),
  ];
};
