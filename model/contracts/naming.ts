/** Patterns of names that become names in the catalog and in AWS. */

/** Tables and columns: also what Hive's, Spark's and Trino's parsers take without quotes. */
export const logicalIdPattern = /^[a-z][a-z0-9_]{0,62}$/;

/** Groups and sources: a run id of a group is an execution's name, of which AWS allows 80 characters. */
export const groupPattern = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * A column's comment as Glue takes it, one line of at most 255 characters:
 * https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html
 */
export const comment = { mostCharacters: 255, pattern: "^[^\\u0000-\\u0008\\u000a-\\u001f]*$" } as const;

/** Path below a source's base URL: begins with a slash, ends without one, has no query. */
export const pathPattern = /^(\/[A-Za-z0-9._~-]+)+$/;
