/** What can be wrong with SQL, by code: a code that is in none of these lists doesn't compile. */

/** Every rule for SQL files. Each has files that break it in tests/invalid-sql, in a folder of its name. */
export const sqlCodes = [
  "SQL_ALIAS_UNKNOWN",
  "SQL_CLASSIFICATION_COLUMN",
  "SQL_CLASSIFICATION_REASON",
  "SQL_COLUMN_AMBIGUOUS",
  "SQL_COLUMN_DUPLICATE",
  "SQL_COLUMN_QUALIFIED",
  "SQL_COLUMN_UNKNOWN",
  "SQL_COLUMN_UNNAMED",
  "SQL_COLUMN_TYPE",
  "SQL_COLUMNS_DIFFER",
  "SQL_CYCLE",
  "SQL_DATABASE_UNKNOWN",
  "SQL_EXPOSURE_DUPLICATE",
  "SQL_EXPOSURE_READS",
  "SQL_FILE_STRAY",
  "SQL_GRANT_FOREIGN",
  "SQL_HEADER_MISSING",
  "SQL_HEADER_UNKNOWN",
  "SQL_HEADER_VALUE",
  "SQL_HEADER_YAML",
  "SQL_MODEL_COLUMN",
  "SQL_MODEL_PARAMETER",
  "SQL_MODEL_PARTITION",
  "SQL_MODEL_RELATIONSHIP",
  "SQL_MODEL_TIME",
  "SQL_MODEL_TIME_SOURCE",
  "SQL_NAME",
  "SQL_NAME_DIFFERS",
  "SQL_NAME_DUPLICATE",
  "SQL_NAME_RESERVED",
  "SQL_NOT_ONE_SELECT",
  "SQL_OBJECT_UNKNOWN",
  "SQL_PERSONAL_COLUMN",
  "SQL_READS_VIEW",
  "SQL_SELECT_STAR",
  "SQL_STATEMENT",
  "SQL_SYNTAX",
  "SQL_TABLE_UNKNOWN",
  "SQL_TABLE_UNQUALIFIED",
] as const;

/** What engines accept and people seldom mean. A header can allow each with a reason. */
export const sqlWarnings = [
  "SQL_CAST_TO_NULL",
  "SQL_INTEGER_DIVISION",
  "SQL_LIMIT_UNORDERED",
  "SQL_SYNTAX_UNSURE",
  "SQL_WINDOW_UNORDERED",
  "SQL_ZONES_MIXED",
] as const;

/** A header's allowance that allows nothing; it can't itself be allowed. */
export const unusedAllowance = "SQL_ALLOWANCE_UNUSED";

/** Why valid SQL is not planned, or a plan not applied. */
export const sqlRefusals = [
  "DATABASE_NOT_VISIBLE",
  "ENVIRONMENT_IS_PRODUCTION",
  "ENVIRONMENT_TAKEN",
  "GOVERN_FAILED",
  "MODEL_TYPE_MISMATCH",
  "NOTHING_TO_RESUME",
  "PERMISSIONS_LOST",
  "PLAN_NOT_ALLOWED",
  "PLAN_OTHER_STACK",
  "PLAN_STALE",
  "PLAN_UNFINISHED_REVISION",
  "PLAN_UNREADABLE",
  "REDSHIFT_MISSING",
  "REVISION_TAKEN",
  "REVISION_UNDER_WAY",
  "SQL_REFUSED",
] as const;

export type SqlCode = (typeof sqlCodes)[number];
export type SqlWarning = (typeof sqlWarnings)[number];
export type SqlRefusal = (typeof sqlRefusals)[number];
