/** Patterns for names that are used in the catalog and in AWS. */

/** Tables and columns: valid without quotes in Hive, Spark, and Trino. */
export const logicalIdPattern = /^[a-z][a-z0-9_]{0,62}$/;

/** Groups and sources: a group's run id is an execution name, for which AWS allows 80 characters. */
export const groupPattern = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * A column's comment within Glue's limits, one line of at most 255 characters:
 * https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html
 */
export const comment = { mostCharacters: 255, pattern: "^[^\\u0000-\\u0008\\u000a-\\u001f]*$" } as const;
