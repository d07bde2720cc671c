/** Lake Formation grants that follow from a stack's principals. Any grant beyond them is a finding. Pure. */
import type { Writer, GovernedLocation, Principal } from "../documents/deployment.ts";
import { zones, type Zone } from "../names.ts";
import { personaAccess } from "./principals.ts";
import { sensitivities, type TagKey } from "./tags.ts";

export type TagExpression = Readonly<Partial<Record<TagKey, readonly string[]>>>;

/** A grant by tags: it applies to any database or table that carries one of the values of every key. */
export interface TagGrant {
  /** ARN of the IAM role. */
  readonly role: string;
  /** Purpose of the grant, kebab-case, unique per principal; part of the resource's name. */
  readonly purpose: string;
  readonly on: "DATABASE" | "TABLE";
  readonly expression: TagExpression;
  /** In alphabetical order. */
  readonly permissions: readonly string[];
}

const union = (...lists: readonly (readonly Zone[])[]): readonly Zone[] =>
  zones.filter((zone) => lists.some((list) => list.includes(zone)));

/** A principal's grants: databases it can find, tables it can look up, columns it can read. */
export const principalGrants = ({ role, persona, domains }: Principal): readonly TagGrant[] => {
  const { describes, selects, creates, sensitivities: readable } = personaAccess[persona];
  const domain = [...domains].sort();
  const grants: (TagGrant | undefined)[] = [
    {
      role,
      purpose: "find-databases",
      on: "DATABASE",
      expression: { zone: union(describes, selects, creates), domain },
      permissions: ["DESCRIBE"],
    },
    {
      role,
      purpose: "read",
      on: "TABLE",
      expression: { zone: selects, domain, sensitivity: readable },
      permissions: ["DESCRIBE", "SELECT"],
    },
    describes.length === 0
      ? undefined
      : {
          role,
          purpose: "look-up",
          on: "TABLE",
          // not by sensitivity: that a column exists is what crawlers are meant to show
          expression: { zone: describes, domain },
          permissions: ["DESCRIBE"],
        },
    creates.length === 0
      ? undefined
      : {
          role,
          purpose: "create",
          on: "DATABASE",
          expression: { zone: creates, domain },
          permissions: ["CREATE_TABLE"],
        },
    creates.length === 0
      ? undefined
      : {
          role,
          purpose: "change",
          on: "TABLE",
          expression: { zone: creates, domain },
          permissions: ["ALTER", "DROP"],
        },
  ];
  return grants.filter((grant) => grant !== undefined);
};

/**
 * A writer's permissions on a table's catalog entry and, if Lake Formation vends the files' credentials, on the files.
 * Requesting credentials for a whole table needs `ALL`, next to which Lake Formation lists the others:
 * https://docs.aws.amazon.com/glue/latest/dg/optimization-prerequisites.html
 */
const writePermissions: Readonly<Record<Writer["filesBy"], readonly string[]>> = {
  role: ["ALTER", "DESCRIBE", "DROP"],
  "lake-formation": ["ALL", "ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT", "SELECT"],
};

/** Grants of a writing job, including columns that no contract declares. */
export const writerGrants = (
  { role, reads, writes, filesBy }: Writer,
  domains: readonly string[],
): readonly TagGrant[] => {
  const domain = [...domains].sort();
  const seen = union(reads, writes);
  const create: TagGrant = {
    role,
    purpose: "create",
    on: "DATABASE",
    expression: { zone: writes, domain },
    permissions: ["CREATE_TABLE", "DESCRIBE"],
  };
  const write: TagGrant = {
    role,
    purpose: "write",
    on: "TABLE",
    expression: { zone: writes, domain, sensitivity: sensitivities },
    permissions: writePermissions[filesBy],
  };
  const grants = writes.length === 0 ? [] : [create, write];
  const onlyRead = seen.filter((zone) => !writes.includes(zone));
  return onlyRead.length === 0
    ? grants
    : [
        ...grants,
        // A role that may list a database learns that a table is missing, instead of only that it may not see it
        { role, purpose: "find", on: "DATABASE", expression: { zone: onlyRead, domain }, permissions: ["DESCRIBE"] },
        {
          role,
          purpose: "read",
          on: "TABLE",
          expression: { zone: onlyRead, domain, sensitivity: sensitivities },
          permissions: ["DESCRIBE", "SELECT"],
        },
      ];
};

/**
 * Administrators can grant and tag anything, but can change and drop only the databases that they created themselves:
 * https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
 */
export const administratorGrants = (role: string): readonly TagGrant[] => [
  {
    role,
    purpose: "keep-databases",
    on: "DATABASE",
    // not by domain: the database of a removed source loses that tag value before it is dropped
    expression: { zone: zones },
    permissions: ["ALTER", "DESCRIBE", "DROP"],
  },
];

/** A grant on a named database that isn't the stack's and carries none of its tags. */
export interface DatabaseGrant {
  readonly role: string;
  readonly purpose: string;
  readonly database: string;
  readonly permissions: readonly ["DESCRIBE"];
}

/**
 * Athena needs this database in every query, whatever it reads, and Lake Formation must allow finding it:
 * https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html
 */
export const athenaDefaultDatabase = "default";

/** What a principal needs to query Athena at all. */
export const queryGrant = ({ role }: Pick<Principal, "role">): DatabaseGrant => ({
  role,
  purpose: "query",
  database: athenaDefaultDatabase,
  permissions: ["DESCRIBE"],
});

/** A grant on an S3 location: the role may create tables there. */
export interface LocationGrant {
  readonly role: string;
  readonly purpose: string;
  /** ARN of the S3 location. */
  readonly location: string;
  readonly permissions: readonly ["DATA_LOCATION_ACCESS"];
}

export const locationGrants = (
  { role, writes }: Writer,
  locations: readonly GovernedLocation[],
): readonly LocationGrant[] =>
  locations
    .filter(({ zone }) => writes.includes(zone))
    .map(({ zone, arn }) => ({
      role,
      purpose: `locate-${zone}`,
      location: arn,
      permissions: ["DATA_LOCATION_ACCESS"],
    }));
