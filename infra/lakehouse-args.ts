import type * as pulumi from "@pulumi/pulumi";
import type { CompiledDashboard } from "../model/dashboards/quicksight/compile.ts";
import type { Bundle } from "../model/documents/contract-bundle.ts";
import type { Mail } from "../model/mails/definition.ts";
import type { FunctionName, JobName } from "../model/parts.ts";
import type { Config } from "./config.ts";
import type { Place } from "./place.ts";

/** Packaged code that the stack runs. */
export interface Code {
  readonly functions: Readonly<Record<FunctionName, pulumi.asset.Archive>>;
  /** Scripts of the Glue jobs. */
  readonly scripts: Readonly<Record<JobName, pulumi.asset.Asset>>;
  readonly library: pulumi.asset.Archive;
}

/** The repository's mails that have recipients, and the recipients. */
export interface MailsToSend {
  readonly mails: readonly Mail[];
  /** What the function reads, and its hash, which names the object. */
  readonly json: string;
  readonly hash: string;
  readonly from: string;
  /** Recipients' addresses by mail. */
  readonly to: Readonly<Record<string, readonly string[]>>;
  readonly dashboardsUrl: string | undefined;
}

export interface LakehouseArgs {
  readonly project: string;
  readonly stack: string;
  readonly place: Place;
  /** ARNs of all roles and users that deploy, current and future, without the account's root. */
  readonly deployers: readonly string[];
  readonly config: Config;
  readonly contracts: { readonly bundle: Bundle; readonly json: string; readonly hash: string };
  readonly code: Code;
  /** The repository's dashboards if QuickSight shows them, else none. */
  readonly dashboards: readonly CompiledDashboard[];
  /** `undefined` if nobody gets mails. */
  readonly mails: MailsToSend | undefined;
}
