/** The parser's names for the dialects, and its initialization. */
import { Dialect as Grammar, init } from "@polyglot-sql/sdk";

// Before initialization the library returns a failure for every text instead of throwing.
await init();

export const grammars = { trino: Grammar.Trino, spark: Grammar.Spark, redshift: Grammar.Redshift } as const;
