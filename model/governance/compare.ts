/** Compares the live state with contracts, SQL, and config: both more and less is a finding. Pure. */
import type { Problem } from "../validation/problem.ts";
import { compareColumns } from "./compare-columns.ts";
import { compareGrants } from "./compare-grants.ts";
import { governanceOf, type Governance } from "./index.ts";
import type { GovernedStack } from "../documents/deployment.ts";
import { iamAllowedPrincipals, type LiveGovernance } from "./live.ts";
import { rawBucketFindings } from "./raw-bucket.ts";
import { tagKeys, type Declarations } from "./tags.ts";

const redeploy = "deploy the stack again";

const settings = (live: LiveGovernance, { administrators }: Governance): readonly Problem[] => {
  const open = (place: string, principals: readonly string[]): readonly Problem[] =>
    principals.length === 0
      ? []
      : [
          {
            code: "ACCESS_DEFAULT_OPEN",
            place,
            message: `new ones are open to ${principals.join(", ")}, but should be open to nobody`,
            fix: redeploy,
          },
        ];
  return [
    ...open("data lake settings, defaults of databases", live.databaseDefaults),
    ...open("data lake settings, defaults of tables", live.tableDefaults),
    ...live.databases.flatMap(({ name, tableDefaults }) =>
      open(`database ${name}, defaults of its tables`, tableDefaults),
    ),
    ...administrators
      .filter((role) => !live.administrators.includes(role))
      .map((role) => ({
        code: "ACCESS_ADMIN_DROPPED",
        place: "data lake settings, administrators",
        message: `${role} is not among them, but was when the stack was deployed`,
        fix: `add it again, or ${redeploy} if it should no longer be one`,
      })),
  ];
};

const locations = (live: LiveGovernance, wanted: Governance): readonly Problem[] =>
  wanted.locations.flatMap(({ arn, role }): Problem[] => {
    const found = live.locations.find((location) => location.arn === arn);
    if (found === undefined) {
      const message = "it is not registered: readers of its tables need S3 permissions, which no tag limits";
      return [{ code: "ACCESS_LOCATION_UNREGISTERED", place: `location ${arn}`, message, fix: redeploy }];
    }
    if (found.role === role) return [];
    const message = `it is registered with ${found.role}, must be ${role}`;
    return [{ code: "ACCESS_LOCATION_ROLE", place: `location ${arn}`, message, fix: redeploy }];
  });

const everyone = (live: LiveGovernance, wanted: Governance): readonly Problem[] => {
  const ours = new Set(wanted.databases.map(({ name }) => name));
  return live.grants.flatMap(({ principal, resource, permissions }): Problem[] => {
    if (principal !== iamAllowedPrincipals || !("database" in resource) || !ours.has(resource.database)) return [];
    const table = "table" in resource ? `.${resource.table}` : "";
    const message = `${permissions.join(", ")} is granted to ${iamAllowedPrincipals}, which is everyone whom IAM admits; it must be granted to nobody`;
    return [
      {
        code: "ACCESS_IAM_ALLOWED_PRINCIPALS",
        place: `${resource.database}${table}`,
        message,
        fix: `${redeploy}; it revokes the grant`,
      },
    ];
  });
};

const databases = (live: LiveGovernance, wanted: Governance): readonly Problem[] =>
  wanted.databases.flatMap(({ name, tags, isPreview }) => {
    const database = live.databases.find((one) => one.name === name);
    if (database === undefined && isPreview) return [];
    const found = database?.tags ?? {};
    return tagKeys
      .filter((key) => found[key] !== tags[key])
      .map((key) => ({
        code: "ACCESS_DATABASE_TAG",
        place: `database ${name}, tag ${key}`,
        message: `found ${found[key] ?? "none"}, must be ${tags[key] ?? "none"}`,
        fix: redeploy,
      }));
  });

/**
 * Findings ordered by reach: settings, locations, grants to everyone, tags, grants, columns.
 *
 * @param declared contracts that the stack was deployed with, and the SQL that was applied to it
 */
export const compareGovernance = (
  declared: Declarations,
  stack: GovernedStack,
  live: LiveGovernance,
): readonly Problem[] => {
  const wanted = governanceOf(declared, stack);
  return [
    ...settings(live, wanted),
    ...locations(live, wanted),
    ...rawBucketFindings(live.rawBucketPolicy, stack),
    ...everyone(live, wanted),
    ...databases(live, wanted),
    ...compareGrants(live, wanted, stack),
    ...compareColumns(live, declared, wanted, stack),
  ];
};
