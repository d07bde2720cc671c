import type { GovernedStack } from "./governance/index.ts";

/** Where the parts of a deployed stack are; the program writes it to one SSM parameter and the command reads it there. */
export interface Deployment {
  readonly formatVersion: 1;
  readonly stack: string;
  readonly rawBucket: string;
  readonly processedBucket: string;
  readonly curatedBucket: string;
  readonly artifactsBucket: string;
  readonly queryResultsBucket: string;
  readonly ledgerTable: string;
  readonly pageQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly stateMachineArn: string;
  readonly processJob: string;
  /** Names by source. */
  readonly crawlers: Readonly<Record<string, string>>;
  readonly workgroup: string;
  /** Key of the compiled contracts in the artifacts bucket. */
  readonly bundleKey: string;
  readonly governance: GovernedStack;
}
