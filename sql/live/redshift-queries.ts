/**
 * Queries of Redshift's catalog: one BatchExecuteStatement runs all of them, in this order, as one consistent read in
 * one transaction. Column names as AWS documents the views:
 * https://docs.aws.amazon.com/redshift/latest/dg/svv_views.html
 *
 * Each query stands alone: tables of the leader node (`pg_…`) can't be joined with others.
 */
export const redshiftQueries = {
  schemas: `SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg!_%' ESCAPE '!' AND nspname <> 'information_schema'`,
  /** `esoptions` is a JSON object, e.g. `{"IAM_ROLE":"arn:aws:iam::…:role/…"}`. */
  externalSchemas: `SELECT schemaname, databasename, esoptions FROM svv_external_schemas`,
  /** For a late-binding view `definition` is the whole statement, WITH NO SCHEMA BINDING at its end. */
  views: `SELECT schemaname, viewname, definition FROM pg_views WHERE schemaname NOT LIKE 'pg!_%' ESCAPE '!' AND schemaname <> 'information_schema'`,
  viewColumns: `SELECT view_schema, view_name, col_name, col_type, col_num FROM pg_get_late_binding_view_cols() cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int) ORDER BY view_schema, view_name, col_num`,
  /** Redshift's own roles have names such as `sys:operator`. */
  roles: `SELECT role_name FROM svv_roles WHERE role_name NOT LIKE '%:%'`,
  schemaPrivileges: `SELECT namespace_name, privilege_type, identity_name FROM svv_schema_privileges WHERE identity_type = 'role' AND privilege_scope = 'SCHEMA'`,
  relationPrivileges: `SELECT namespace_name, relation_name, privilege_type, identity_name FROM svv_relation_privileges WHERE identity_type = 'role'`,
  /**
   * `input_columns` and `policy_expression` are JSON: `[{"colname":"email","type":"character varying(256)"}]` and
   * `[{"expr":"'***'::text","type":"text"}]`.
   */
  maskingPolicies: `SELECT policy_name, input_columns, policy_expression FROM svv_masking_policy`,
  /** `input_columns` and `output_columns` are JSON: `["email"]`. */
  maskingAttachments: `SELECT policy_name, schema_name, table_name, grantee, grantee_type, priority, input_columns, output_columns FROM svv_attached_masking_policy`,
} as const;

export type RedshiftQuery = keyof typeof redshiftQueries;
