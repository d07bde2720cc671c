/** The parser's names of the dialects, and the parser made ready. */
import { Dialect as Grammar, init } from "@polyglot-sql/sdk";

// Before it is ready the library answers every text with a failure instead of an exception.
await init();

export const grammars = { trino: Grammar.Trino, spark: Grammar.Spark, redshift: Grammar.Redshift } as const;
