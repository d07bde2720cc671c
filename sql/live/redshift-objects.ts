/**
 * Redshift's catalog as the statements that would recreate it: the same normal form that declared statements are
 * converted to. Pure.
 */
import type { LiveColumn } from "../../model/documents/sql-plan.ts";
import type { ObjectKind } from "../../model/sql/objects.ts";
import { liveType } from "./column-types.ts";
import type { RedshiftQuery } from "./redshift-queries.ts";

/** Rows of each query, as texts. */
export type RedshiftCatalog = Readonly<Record<RedshiftQuery, readonly (readonly (string | null)[])[]>>;

export interface RedshiftObject {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly statements: readonly string[];
  readonly columns: readonly LiveColumn[];
}

const texts = (row: readonly (string | null)[]): readonly string[] => row.map((value) => (value ?? "").trim());

const schemaGrants = ({ schemaPrivileges }: RedshiftCatalog, schema: string): readonly string[] =>
  schemaPrivileges.flatMap((row) => {
    const [name = "", privilege = "", role = ""] = texts(row);
    return name === schema ? [`GRANT ${privilege} ON SCHEMA ${schema} TO ROLE ${role}`] : [];
  });

const relationGrants = ({ relationPrivileges }: RedshiftCatalog, relation: string): readonly string[] =>
  relationPrivileges.flatMap((row) => {
    const [schema = "", name = "", privilege = "", role = ""] = texts(row);
    return `${schema}.${name}` === relation ? [`GRANT ${privilege} ON ${relation} TO ROLE ${role}`] : [];
  });

const roleOption = (options: string): string => {
  const role = (JSON.parse(options === "" ? "{}" : options) as { readonly IAM_ROLE?: string }).IAM_ROLE ?? "default";
  return role === "default" ? "default" : `'${role}'`;
};

const schemas = (catalog: RedshiftCatalog, defaultRole: string): readonly RedshiftObject[] => {
  const external = catalog.externalSchemas.map(texts).map(([name = "", database = "", options = ""]) => {
    const role = roleOption(options);
    const named = role === `'${defaultRole}'` ? "default" : role;
    const create = `CREATE EXTERNAL SCHEMA ${name} FROM DATA CATALOG DATABASE '${database}' IAM_ROLE ${named}`;
    const statements = [create, ...schemaGrants(catalog, name)];
    return { kind: "external schema" as const, name, statements, columns: [] };
  });
  const externalNames = new Set(external.map(({ name }) => name));
  const own = catalog.schemas
    .map((row) => texts(row)[0] ?? "")
    .filter((name) => !externalNames.has(name))
    .map((name) => {
      const statements = [`CREATE SCHEMA ${name}`, ...schemaGrants(catalog, name)];
      return { kind: "schema" as const, name, statements, columns: [] };
    });
  return [...external, ...own];
};

const names = (json: string): string => (JSON.parse(json === "" ? "[]" : json) as readonly string[]).join(", ");

const attachments = ({ maskingAttachments }: RedshiftCatalog, relation: string): readonly string[] =>
  maskingAttachments.flatMap((row) => {
    const [policy = "", schema = "", table = "", grantee = "", kind = "", priority = "", input = "", output = ""] =
      texts(row);
    if (`${schema}.${table}` !== relation) return [];
    const using = names(input) === names(output) ? "" : ` USING (${names(input)})`;
    const to = kind === "role" ? `ROLE ${grantee}` : kind === "public" ? "PUBLIC" : grantee;
    const ranked = priority === "0" ? "" : ` PRIORITY ${priority}`;
    return [`ATTACH MASKING POLICY ${policy} ON ${relation} (${names(output)})${using} TO ${to}${ranked}`];
  });

const lateBinding = /WITH\s+NO\s+SCHEMA\s+BINDING\s*;?\s*$/i;

const views = (catalog: RedshiftCatalog): readonly RedshiftObject[] => {
  const columns = new Map<string, LiveColumn[]>();
  for (const [schema = "", view = "", name = "", type = ""] of catalog.viewColumns.map(texts)) {
    const ofView = columns.get(`${schema}.${view}`) ?? [];
    columns.set(`${schema}.${view}`, [...ofView, { name, type: liveType(type) }]);
  }
  return catalog.views
    .map(texts)
    .filter(([, , definition = ""]) => lateBinding.test(definition))
    .map(([schema = "", view = "", definition = ""]) => {
      const name = `${schema}.${view}`;
      const create = definition.replace(/\s*;\s*$/, "");
      const statements = [create, ...relationGrants(catalog, name), ...attachments(catalog, name)];
      return { kind: "late-binding view" as const, name, statements, columns: columns.get(name) ?? [] };
    });
};

const roles = ({ roles: rows }: RedshiftCatalog): readonly RedshiftObject[] =>
  rows.map((row) => {
    const name = texts(row)[0] ?? "";
    return { kind: "role", name, statements: [`CREATE ROLE ${name}`], columns: [] };
  });

interface MaskedInput {
  readonly colname: string;
  readonly type: string;
}

const maskingPolicies = (catalog: RedshiftCatalog): readonly RedshiftObject[] =>
  catalog.maskingPolicies.map(texts).map(([name = "", input = "[]", expression = "[]"]) => {
    const inputs = (JSON.parse(input) as readonly MaskedInput[]).map(
      ({ colname, type }) => `${colname} ${type.replace(/^character varying/, "varchar")}`,
    );
    const masks = (JSON.parse(expression) as readonly { readonly expr: string }[]).map(({ expr }) => expr);
    const create = `CREATE MASKING POLICY ${name} WITH (${inputs.join(", ")}) USING (${masks.join(", ")})`;
    return { kind: "masking policy", name, statements: [create], columns: [] };
  });

/**
 * The existing objects that the SQL tooling owns: those with these ids, and every late-binding view in their schemas.
 * Everything else in the database belongs to somebody else.
 *
 * @param defaultRole ARN of the role that `IAM_ROLE default` stands for
 */
export const redshiftObjects = (
  catalog: RedshiftCatalog,
  managed: ReadonlySet<string>,
  defaultRole: string,
): readonly RedshiftObject[] => {
  const isManagedSchema = (name: string): boolean =>
    managed.has(`schema ${name}`) || managed.has(`external schema ${name}`);
  return [
    ...schemas(catalog, defaultRole).filter(({ name }) => isManagedSchema(name)),
    ...views(catalog).filter(({ name }) => isManagedSchema(name.split(".")[0] ?? "")),
    ...[...roles(catalog), ...maskingPolicies(catalog)].filter(({ kind, name }) => managed.has(`${kind} ${name}`)),
  ];
};
