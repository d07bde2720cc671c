import {
  BatchRevokePermissionsCommand,
  type BatchPermissionsFailureEntry,
  type LakeFormationClient,
  type Permission,
  type PrincipalResourcePermissions,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import { Fault } from "../../model/fault.ts";
import { listed } from "../../model/wording.ts";
import { chunksOf } from "../bounded.ts";
import type { Clock } from "../clock.ts";
import { listedPermissions } from "./permissions.ts";
import { retriedChange } from "./retried-change.ts";

/** What the group of everyone admitted by IAM is granted on one database or table. */
export interface EveryoneGrant {
  /** `<database>` or `<database>.<table>`. */
  readonly place: string;
  readonly resource: Resource;
  readonly permissions: readonly Permission[];
}

export interface Everyone {
  /** Grants on these databases and their tables; there should be none. */
  readonly grants: (databases: readonly string[]) => Promise<readonly EveryoneGrant[]>;
  /** @throws Fault REVOKING_FAILED if the response reports a failure although the call succeeded */
  readonly revoke: (grants: readonly EveryoneGrant[]) => Promise<void>;
}

const principal = { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" };

/** The API accepts no more entries per call. */
const batchLimit = 20;

/** A grant on a table is listed in two parts, with SELECT on its columns; both are revoked on the table. */
const located = ({
  Resource: resource = {},
}: PrincipalResourcePermissions): Omit<EveryoneGrant, "permissions"> & {
  readonly database: string;
} => {
  const { Database, Table, TableWithColumns: columns } = resource;
  const table = Table ?? (columns?.ColumnNames === undefined ? columns : undefined);
  if (table === undefined) {
    const database = Database?.Name ?? columns?.DatabaseName ?? "";
    return { database, place: columns === undefined ? database : `${database}.${columns.Name ?? ""}`, resource };
  }
  const { DatabaseName: database = "", Name: name = "" } = table;
  const isWildcard = Table?.TableWildcard !== undefined;
  const named = isWildcard ? { TableWildcard: {} } : { Name: name };
  return {
    database,
    place: `${database}.${isWildcard ? "*" : name}`,
    resource: { Table: { DatabaseName: database, ...named } },
  };
};

/** One grant per place, in the order of the response. */
export const combined = (
  entries: readonly PrincipalResourcePermissions[],
  databases: readonly string[],
): readonly EveryoneGrant[] => {
  const grants = new Map<string, EveryoneGrant>();
  for (const entry of entries) {
    const { database, place, resource } = located(entry);
    if (!databases.includes(database)) continue;
    const key = JSON.stringify(resource);
    const permissions = [...(grants.get(key)?.permissions ?? []), ...(entry.Permissions ?? [])];
    grants.set(key, { place, resource, permissions: [...new Set(permissions)] });
  }
  return [...grants.values()];
};

const refuseFailures = (failures: readonly BatchPermissionsFailureEntry[] = []): void => {
  if (failures.length === 0) return;
  const reasons = failures.map(
    ({ RequestEntry: entry, Error: error }) =>
      `${entry?.Id ?? "?"}: ${error?.ErrorMessage ?? error?.ErrorCode ?? "no reason"}`,
  );
  const problem = {
    code: "REVOKING_FAILED",
    place: "grants of IAM_ALLOWED_PRINCIPALS",
    message: listed(reasons),
    fix: "deploy the stack again; it makes the function an administrator of the data lake",
  };
  throw new Fault(problem, { retry: "later" });
};

export const everyone = (client: LakeFormationClient, clock: Clock): Everyone => ({
  grants: async (databases) => combined(await listedPermissions(client, { Principal: principal }), databases),
  revoke: async (grants) => {
    for (const chunk of chunksOf(grants, batchLimit)) {
      const Entries = chunk.map(({ place, resource, permissions }) => ({
        Id: place,
        Principal: principal,
        Resource: resource,
        Permissions: [...permissions],
      }));
      const answer = await retriedChange(() => client.send(new BatchRevokePermissionsCommand({ Entries })), clock);
      refuseFailures(answer.Failures);
    }
  },
});
