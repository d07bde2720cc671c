/** A stack of the program: contracts and settings are fully checked before anything is declared. */
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { loadContracts } from "../contracts/index.ts";
import type { Deployment } from "../model/documents/deployment.ts";
import { resourcePrefix } from "../model/names.ts";
import { byName, jobNames } from "../model/parts.ts";
import { regionProblems } from "../model/region.ts";
import { ProblemsError } from "../model/validation/problem.ts";
import { compiledDashboards } from "./artifacts/dashboards.ts";
import { functionArchives } from "./artifacts/functions.ts";
import { jobLibrary, jobScript } from "./artifacts/glue.ts";
import { givenSettings, resolveConfig } from "./config.ts";
import { accountProblems, ownRoleNames } from "./config/account.ts";
import { neededServices } from "./config/needed-services.ts";
import { stackNameProblems } from "./config/stack-name.ts";
import { createLakehouse } from "./lakehouse.ts";
import { loadMails } from "./load-mails.ts";

/** A regular expression that matches exactly these names. */
const exactly = (names: readonly string[]): string =>
  `^(${names.map((name) => name.replace(/[.+]/g, "\\$&")).join("|")})$`;

const root = join(import.meta.dirname, "..");

/**
 * Declares every resource of the stack that Pulumi's runtime is set to; returns its deployment document.
 *
 * @throws ProblemsError if contracts, settings, or the account are invalid
 */
export const declareStack = async (): Promise<pulumi.Output<Deployment>> => {
  const project = pulumi.getProject();
  const stack = pulumi.getStack();
  const contracts = loadContracts(join(root, "contracts"));
  const settings = pulumi.runtime.allConfig();
  const { config, problems } = resolveConfig(stack, settings, contracts.bundle.sources);

  const [{ accountId, arn: caller }, { partition }, { region }] = await Promise.all([
    aws.getCallerIdentity(),
    aws.getPartition(),
    aws.getRegion(),
  ]);
  const account = { accountId, partition };
  const roleNames = config === undefined ? [] : ownRoleNames(config, account);
  // A list is empty where looking up a single missing role would fail
  const { arns: foundRoles } =
    roleNames.length === 0 ? { arns: [] } : await aws.iam.getRoles({ nameRegex: exactly(roleNames) });
  const allProblems = [
    ...stackNameProblems(project, stack),
    ...problems,
    ...regionProblems(region, config === undefined ? [] : neededServices(config)),
    ...accountProblems(givenSettings(settings), config, account, foundRoles),
  ];
  if (config === undefined || allProblems.length > 0) {
    throw new ProblemsError(`Pulumi.${stack}.yaml`, allProblems);
  }
  // Lake Formation doesn't accept a session's ARN as a principal, only the ARN of its role; the account's root needs no
  // entry
  const { issuerArn } = await aws.iam.getSessionContext({ arn: caller });

  const dashboards = config.quicksight.enabled ? await compiledDashboards(root, contracts.bundle) : [];
  const mails = loadMails(root, contracts.bundle.schedules, config.mails);

  return createLakehouse({
    project,
    stack,
    place: { partition, region, accountId, prefix: resourcePrefix(project, stack) },
    deployers: [...new Set([...(issuerArn.endsWith(":root") ? [] : [issuerArn]), ...config.deployers])].sort(),
    config,
    contracts,
    dashboards,
    mails,
    code: {
      functions: functionArchives(root),
      scripts: byName(jobNames, (name) => jobScript(root, name)),
      library: jobLibrary(root),
    },
  });
};
