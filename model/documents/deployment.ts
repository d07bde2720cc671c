/** Where the parts of a deployed stack are; the program writes it to one SSM parameter, where the command reads it. */
import { flag, map, oneOf, optional, text, type Of } from "../validation/schema.ts";
import { personas } from "../governance/principals.ts";
import { zones } from "../names.ts";
import { documentKind, listOf, part, type ContentOf } from "./document.ts";
import { key } from "./values.ts";

/** A role of the account (or of its identity center) that people or tools use. */
const principal = part("a principal", {
  /** Its name in the stack's config. */
  name: text,
  persona: oneOf(personas),
  /** ARN of the IAM role. */
  role: text,
  /** Sources whose data it uses. */
  domains: listOf(text),
});
export type Principal = Of<typeof principal>;

/** A job that writes tables: it has access to all tables of its zones, and to none in other zones. */
const writer = part("a writer", {
  name: text,
  role: text,
  reads: listOf(oneOf(zones)),
  /** None for a function that only reads what tables are made from. */
  writes: listOf(oneOf(zones)),
  /**
   * What gives it access to the tables' files: its own role in IAM, or Lake Formation, which vends credentials per
   * table. Lake Formation always decides on the catalog.
   */
  filesBy: oneOf(["role", "lake-formation"]),
});
export type Writer = Of<typeof writer>;

const location = part("a location", { zone: oneOf(zones), arn: text, role: text });
export type GovernedLocation = Of<typeof location>;

/** What only the deployed stack knows about its governance. */
const governedStack = part("a stack's governance", {
  principals: listOf(principal),
  writers: listOf(writer),
  locations: listOf(location),
  /** Roles that this stack needs as data lake administrators; other administrators in the account stay. */
  administrators: listOf(text),
});
export type GovernedStack = Of<typeof governedStack>;

const redshift = part("a stack's Redshift", {
  workgroup: text,
  namespace: text,
  database: text,
  /** Secret with the administrator's name and password. */
  adminSecretArn: text,
  /** The default role, with which Redshift reads the catalog and its tables. */
  roleArn: text,
});
export type RedshiftDeployment = Of<typeof redshift>;

const quicksight = part("a stack's QuickSight", {
  mode: oneOf(["direct", "spice"]),
  /** Prefix of the ids of all the stack's resources there. */
  prefix: text,
  /** The personas with readers there, whether or not something is published for them. */
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
    /** Crawler names by source. */
    crawlers: map("a map from sources to crawlers", text, text),
    workgroup: text,
    /** Key of the compiled contracts in the artifacts bucket. */
    bundleKey: key,
    /** Whether nights start by schedule. */
    schedulesEnabled: flag,
    governance: governedStack,
    /** The function that sends mails; absent if nobody gets any. */
    mailFunction: optional(text),
    /** Absent if `redshift.enabled` is false. */
    redshift: optional(redshift),
    /** Absent if `quicksight.enabled` is false. */
    quicksight: optional(quicksight),
  },
  {
    code: "DEPLOYMENT_UNREADABLE",
    fix: 'deploy the stack: "lakehouse deploy" into the sandbox, "pulumi up" into an account',
  },
);
export type Deployment = ContentOf<typeof deploymentKind>;
