import { bundleReader, type ReadBundle } from "../../aws/artifacts/bundle-reader.ts";
import { Athena } from "../../aws/athena/athena.ts";
import { athenaClient } from "../../aws/athena/client.ts";
import { documentClient } from "../../aws/dynamodb/client.ts";
import { jobProgressReader, type ReadJobProgress } from "../../aws/glue/job-progress.ts";
import { ledgerReader, type LedgerReader } from "../../aws/ledger/ledger-reader.ts";
import { standingReader, type StandingReader } from "../../aws/ledger/standing-ledger.ts";
import { Redshift } from "../../aws/redshift/redshift.ts";
import { s3Client } from "../../aws/s3/client.ts";
import { s3Documents, type Documents } from "../../aws/s3/documents.ts";
import { pageStore, type PageStore } from "../../aws/s3/pages.ts";
import { readDeployment } from "../../aws/ssm/deployment.ts";
import { executions, type Executions } from "../../aws/step-functions/executions.ts";
import { assumeRole } from "../../aws/sts/assume-role.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import type { Deployment } from "../../model/documents/deployment.ts";
import type { NightJob } from "../../model/parts.ts";
import { principalNamed } from "../principals.ts";

/** A deployed stack and its clients. */
export interface Lake {
  readonly deployment: Deployment;
  readonly ledger: LedgerReader;
  readonly standings: StandingReader;
  readonly artifacts: Pick<Documents, "read" | "write">;
  readonly pages: PageStore;
  readonly executions: Executions;
  readonly jobProgress: Readonly<Record<NightJob, ReadJobProgress>>;
  readonly athena: Athena;
  /** Absent in a stack without Redshift. */
  readonly redshift?: Redshift;
  /** Queries with the role of one of the stack's principals. */
  readonly athenaAs: (principal: string) => Promise<Athena>;
  /** The contracts that the stack was deployed with. */
  readonly bundle: () => Promise<Bundle>;
  /** Contracts of any of its deployments. */
  readonly readBundle: ReadBundle;
}

/** @throws ProblemsError if the stack is not deployed */
export const openLake = async (stack: string): Promise<Lake> => {
  const deployment = await readDeployment(stack);
  const s3 = s3Client();
  const artifacts = s3Documents(s3, deployment.artifactsBucket);
  const readBundle = bundleReader(artifacts);
  const dynamo = documentClient();
  return {
    deployment,
    artifacts,
    pages: pageStore(s3, deployment.artifactsBucket),
    ledger: ledgerReader(dynamo, deployment.ledgerTable),
    standings: standingReader(dynamo, deployment.ledgerTable),
    executions: executions(deployment.stateMachineArn),
    jobProgress: {
      process: jobProgressReader(deployment.processJob),
      curate: jobProgressReader(deployment.curateJob),
    },
    athena: new Athena(deployment.workgroup, athenaClient(), s3),
    ...(deployment.redshift && { redshift: new Redshift(deployment.redshift) }),
    athenaAs: async (name) => {
      const credentials = await assumeRole(principalNamed(deployment.governance.principals, name));
      return new Athena(deployment.workgroup, athenaClient({ credentials }), s3Client({ credentials }));
    },
    readBundle,
    bundle: () => readBundle(deployment.bundleKey),
  };
};
