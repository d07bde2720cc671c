import type * as pulumi from "@pulumi/pulumi";
import type { CompiledDashboard } from "../model/dashboards/quicksight/compile.ts";
import type { Bundle } from "../model/documents/contract-bundle.ts";
import type { Mail } from "../model/mails/definition.ts";
import type { FunctionName, JobName } from "../model/parts.ts";
import type { Config } from "./config.ts";
import type { Place } from "./place.ts";

/** Code that the stack runs, packaged. */
export interface Code {
  readonly functions: Readonly<Record<FunctionName, pulumi.asset.Archive>>;
  /** Of the Glue jobs. */
  readonly scripts: Readonly<Record<JobName, pulumi.asset.Asset>>;
  readonly library: pulumi.asset.Archive;
}

/** The mails of the repository that somebody gets, and who. */
export interface MailsToSend {
  readonly mails: readonly Mail[];
  /** What the function reads, and the hash of it that names the object. */
  readonly json: string;
  readonly hash: string;
  readonly from: string;
  /** Addresses by mail. */
  readonly to: Readonly<Record<string, readonly string[]>>;
  readonly dashboardsUrl: string | undefined;
}

export interface LakehouseArgs {
  readonly project: string;
  readonly stack: string;
  readonly place: Place;
  /** ARNs of the roles and users that deploy, now or at another time; the account's root isn't among them. */
  readonly deployers: readonly string[];
  readonly config: Config;
  readonly contracts: { readonly bundle: Bundle; readonly json: string; readonly hash: string };
  readonly code: Code;
  /** Those of the repository, where QuickSight shows them; none where it doesn't. */
  readonly dashboards: readonly CompiledDashboard[];
  /** Undefined where nobody gets mails. */
  readonly mails: MailsToSend | undefined;
}
