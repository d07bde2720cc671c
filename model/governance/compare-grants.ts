/** Compares live grants with those that follow from the config. Pure. */
import type { Problem } from "../validation/problem.ts";
import type { DatabaseGrant, TagGrant } from "./grants.ts";
import type { Governance } from "./index.ts";
import type { GovernedStack } from "../documents/deployment.ts";
import { iamAllowedPrincipals, type LiveGovernance, type LiveGrant, type LiveResource } from "./live.ts";
import { personaAccess } from "./principals.ts";
import { tagKeys } from "./tags.ts";

const describeExpression = (expression: Readonly<Record<string, readonly string[] | undefined>>): string =>
  Object.entries(expression)
    .filter(([, values]) => values !== undefined)
    .map(([key, values = []]) => `${key}=${[...values].sort().join("|")}`)
    .sort()
    .join(" ");

export const describeResource = (resource: LiveResource): string => {
  switch (resource.kind) {
    case "catalog":
      return "the catalog";
    case "database":
      return `database ${resource.database}`;
    case "every-table":
      return `every table of ${resource.database}`;
    case "table":
      return `${resource.database}.${resource.table}`;
    case "columns":
      return `columns of ${resource.database}.${resource.table}`;
    case "location":
      return `location ${resource.arn}`;
    case "tags":
      return `${resource.on.toLowerCase()}s with ${describeExpression(resource.expression)}`;
    case "other":
      return resource.description;
  }
};

const keyOf = (role: string, on: string, expression: Readonly<Record<string, readonly string[] | undefined>>): string =>
  `${role} ${on} ${describeExpression(expression)}`;

/** Whether the resource is part of the lakehouse, or may be by its tags. */
const concerns = (resource: LiveResource, wanted: Governance): boolean => {
  if ("database" in resource) return wanted.databases.some(({ name }) => name === resource.database);
  if (resource.kind === "location") return wanted.locations.some(({ arn }) => resource.arn.startsWith(arn));
  if (resource.kind === "tags")
    return Object.keys(resource.expression).some((key) => tagKeys.some((own) => own === key));
  return false;
};

/** A table's creator is granted everything on it; writers are too, on the locations that they write to. */
export const isCreators = ({ principal, resource }: LiveGrant, wanted: Governance, stack: GovernedStack): boolean => {
  const writer = stack.writers.find(({ role }) => role === principal);
  if (resource.kind === "location") return writer !== undefined;
  if (resource.kind !== "table" && resource.kind !== "columns") return false;
  const zone = wanted.databases.find(({ name }) => name === resource.database)?.tags.zone;
  const person = stack.principals.find(({ role }) => role === principal);
  const writes = writer?.writes ?? (person === undefined ? [] : personaAccess[person.persona].creates);
  return writes.some((one) => one === zone);
};

const tableWide = (grant: LiveGrant): boolean => grant.resource.kind === "every-table";

const unexpected = (grant: LiveGrant): Problem => {
  const { principal, resource, permissions } = grant;
  const code = tableWide(grant) ? "ACCESS_GRANT_WILDCARD" : "ACCESS_GRANT_EXTRA";
  const place = `${describeResource(resource)}, principal ${principal}`;
  const message = `${permissions.join(", ")} is granted, but no principal in the config needs it`;
  return { code, place, message, fix: "revoke it, or give the principal an entry in the stack's config" };
};

/** For a shared database: other grants on it don't concern the lakehouse. */
const compareOnDatabase = (live: LiveGovernance, wanted: DatabaseGrant): readonly Problem[] => {
  const found = live.grants.filter(
    ({ principal, resource }) =>
      [wanted.role, iamAllowedPrincipals].includes(principal) &&
      resource.kind === "database" &&
      resource.database === wanted.database,
  );
  const permissions = found.flatMap((grant) => grant.permissions);
  const missing = permissions.includes("ALL") ? [] : wanted.permissions.filter((one) => !permissions.includes(one));
  return missing.map((permission) => ({
    code: "ACCESS_GRANT_MISSING",
    place: `database ${wanted.database}, principal ${wanted.role}`,
    message: `${permission} is not granted, but should be: Athena asks for this database in every query`,
    fix: "deploy the stack again",
  }));
};

const compareOne = (live: LiveGrant | undefined, wanted: TagGrant): readonly Problem[] => {
  const place = `${wanted.on.toLowerCase()}s with ${describeExpression(wanted.expression)}, principal ${wanted.role}`;
  const found = live?.permissions ?? [];
  const missing = wanted.permissions.filter((one) => !found.includes(one));
  const extra = found.filter((one) => !wanted.permissions.includes(one));
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            code: "ACCESS_GRANT_MISSING",
            place,
            message: `${missing.join(", ")} is not granted, but should be`,
            fix: "deploy the stack again",
          },
        ]),
    ...(extra.length === 0
      ? []
      : [
          {
            code: "ACCESS_GRANT_EXTRA",
            place,
            message: `${extra.join(", ")} is granted, but only ${wanted.permissions.join(", ")} is allowed`,
            fix: "revoke it",
          },
        ]),
  ];
};

const handedOn = ({ principal, resource, grantable }: LiveGrant): Problem => ({
  code: "ACCESS_GRANT_OPTION",
  place: `${describeResource(resource)}, principal ${principal}`,
  message: `may grant ${grantable.join(", ")} to others, but must not`,
  fix: "revoke the grant option",
});

export const compareGrants = (live: LiveGovernance, wanted: Governance, stack: GovernedStack): readonly Problem[] => {
  const wantedKeys = new Set(wanted.grants.map(({ role, on, expression }) => keyOf(role, on, expression)));
  const isWanted = ({ principal, resource }: LiveGrant): boolean =>
    resource.kind === "tags" && wantedKeys.has(keyOf(principal, resource.on, resource.expression));
  // Administrators may grant themselves anything; what the stack grants one of its own administrators is still checked
  const isAdministrators = (grant: LiveGrant): boolean =>
    live.administrators.includes(grant.principal) && !isWanted(grant);
  const ours = live.grants.filter(
    (grant) => grant.principal !== iamAllowedPrincipals && !isAdministrators(grant) && concerns(grant.resource, wanted),
  );
  const byKey = new Map<string, LiveGrant>();
  for (const grant of ours) {
    if (grant.resource.kind !== "tags") continue;
    const key = keyOf(grant.principal, grant.resource.on, grant.resource.expression);
    const permissions = [...(byKey.get(key)?.permissions ?? []), ...grant.permissions];
    byKey.set(key, { ...grant, permissions });
  }
  const others = ours.filter((grant) => !isWanted(grant) && !isCreators(grant, wanted, stack));
  return [
    ...wanted.grants.flatMap((grant) => compareOne(byKey.get(keyOf(grant.role, grant.on, grant.expression)), grant)),
    ...wanted.databaseGrants.flatMap((grant) => compareOnDatabase(live, grant)),
    ...others.map(unexpected),
    ...ours.filter((grant) => grant.grantable.length > 0 && !isCreators(grant, wanted, stack)).map(handedOn),
  ];
};
