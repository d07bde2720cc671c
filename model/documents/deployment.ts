/** Where the parts of a deployed stack are; the program writes it to one SSM parameter and the command reads it there. */
import { flag, map, oneOf, optional, text, type Of } from "../validation/schema.ts";
import { personas } from "../governance/principals.ts";
import { zones } from "../names.ts";
import { documentKind, listOf, part, type ContentOf } from "./document.ts";
import { key } from "./values.ts";

/** A role of the account (or of its identity center) that people or tools work with. */
const principal = part("a principal", {
  /** Its name in the stack's config. */
  name: text,
  persona: oneOf(personas),
  /** ARN of the IAM role. */
  role: text,
  /** Sources whose data it works with. */
  domains: listOf(text),
});
export type Principal = Of<typeof principal>;

/** A job that writes tables: it has all tables of the zones that it works in, and nothing of the others. */
const writer = part("a writer", {
  name: text,
  role: text,
  reads: listOf(oneOf(zones)),
  /** None for a function that only reads what tables are made of. */
  writes: listOf(oneOf(zones)),
  /**
   * Who lets it reach the tables' files: IAM, its own role, or Lake Formation, which gives credentials per table. Either
   * way Lake Formation decides about the catalog.
   */
  filesBy: oneOf(["role", "lake-formation"]),
});
export type Writer = Of<typeof writer>;

const location = part("a location", { zone: oneOf(zones), arn: text, role: text });
export type GovernedLocation = Of<typeof location>;

/** What only the deployed stack knows of its governance. */
const governedStack = part("a stack's governance", {
  principals: listOf(principal),
  writers: listOf(writer),
  locations: listOf(location),
  /** Roles that this stack needs as administrators of the data lake; others in the account stay. */
  administrators: listOf(text),
});
export type GovernedStack = Of<typeof governedStack>;

const redshift = part("a stack's Redshift", {
  workgroup: text,
  namespace: text,
  database: text,
  /** Secret with the administrator's name and password. */
  adminSecretArn: text,
  /** The default role, by which Redshift reads the catalog and its tables. */
  roleArn: text,
});
export type RedshiftDeployment = Of<typeof redshift>;

const quicksight = part("a stack's QuickSight", {
  mode: oneOf(["direct", "spice"]),
  /** Begins the id of everything that the stack has there. */
  prefix: text,
  /** Those that have readers there, whether or not something is published for them. */
  personas: listOf(oneOf(personas)),
});
export type QuickSightDeployment = Of<typeof quicksight>;

export const deploymentKind = documentKind(
  "deployment",
  {
    stack: text,
    rawBucket: text,
    processedBucket: text,
    curatedBucket: text,
    artifactsBucket: text,
    queryResultsBucket: text,
    ledgerTable: text,
    pageQueueUrl: text,
    deadLetterQueueUrl: text,
    stateMachineArn: text,
    processJob: text,
    curateJob: text,
    analyzeJob: text,
    governFunction: text,
    /** Names by source. */
    crawlers: map("a map from sources to crawlers", text, text),
    workgroup: text,
    /** Of the compiled contracts in the artifacts bucket. */
    bundleKey: key,
    /** Whether nights begin by themselves. */
    schedulesEnabled: flag,
    governance: governedStack,
    /** The function that sends mails; absent where nobody gets any. */
    mailFunction: optional(text),
    /** Absent where `redshift.enabled` is false. */
    redshift: optional(redshift),
    /** Absent where `quicksight.enabled` is false. */
    quicksight: optional(quicksight),
  },
  {
    code: "DEPLOYMENT_UNREADABLE",
    fix: 'deploy the stack: "lakehouse deploy" into the sandbox, "pulumi up" into an account',
  },
);
export type Deployment = ContentOf<typeof deploymentKind>;
