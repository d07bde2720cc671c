import type { GovernedStack } from "./governance/index.ts";
import type { Persona } from "./governance/principals.ts";

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
  readonly curateJob: string;
  readonly analyzeJob: string;
  readonly governFunction: string;
  /** Names by source. */
  readonly crawlers: Readonly<Record<string, string>>;
  readonly workgroup: string;
  /** Key of the compiled contracts in the artifacts bucket. */
  readonly bundleKey: string;
  /** Whether nights begin by themselves. */
  readonly schedulesEnabled: boolean;
  readonly governance: GovernedStack;
  /** The function that sends mails; absent where nobody gets any. */
  readonly mailFunction?: string;
  /** Absent where `redshift.enabled` is false. */
  readonly redshift?: RedshiftDeployment;
  /** Absent where `quicksight.enabled` is false. */
  readonly quicksight?: QuickSightDeployment;
}

export interface QuickSightDeployment {
  readonly mode: "direct" | "spice";
  /** Begins the id of everything that the stack has there. */
  readonly prefix: string;
  /** Those that have readers there, whether or not something is published for them. */
  readonly personas: readonly Persona[];
}

export interface RedshiftDeployment {
  readonly workgroup: string;
  readonly namespace: string;
  readonly database: string;
  /** Secret with the administrator's name and password. */
  readonly adminSecretArn: string;
  /** The default role, by which Redshift reads the catalog and its tables. */
  readonly roleArn: string;
}
