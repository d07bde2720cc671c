/** Alias of the `govern` function for SQL appliers; IAM lets them invoke it by no other name. */
export const sqlAlias = "sql";
