/** Alias of the function `govern` for those who apply SQL; IAM lets them invoke it by no other name. */
export const sqlAlias = "sql";
