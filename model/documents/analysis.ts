/** Request to and result from the analyze job, in which Spark checks models over zero rows before anything is built. */
import { anyText, count, map, orNull, text, type Of } from "../validation/schema.ts";
import { columnType } from "./contract-bundle.ts";
import { documentKind, listOf, part, type ContentOf } from "./document.ts";
import { model } from "./sql-bundle.ts";

const reading = { code: "ANALYSIS_UNREADABLE", fix: "plan again with the release of the repository that is deployed" };

export const analysisRequestKind = documentKind(
  "request for analysis",
  {
    /** Column types of everything that the models read, in order, by `<database>.<table>` as in production. */
    relations: map("a map from relations to columns", text, map("a map from columns to types", text, columnType)),
    models: listOf(model),
  },
  reading,
);
export type AnalysisRequest = ContentOf<typeof analysisRequestKind>;

const modelRefusal = part("a refusal", {
  /** `MODEL_REFUSED` from Spark, `MODEL_TYPE_MISMATCH` and `MODEL_COLUMNS_DIFFER` from the declaration. */
  code: text,
  message: text,
  /**
   * Index of a piece of the model's query, and offset in characters (code points) from its start; null if Spark gives
   * none.
   */
  place: orNull(part("a place", { piece: count, offset: count })),
});
export type ModelRefusal = Of<typeof modelRefusal>;

const modelAnalysis = part("a model's analysis", {
  name: text,
  /** With Spark's types; empty if Spark rejects the query. */
  columns: listOf(part("a column", { name: text, type: anyText })),
  refusal: orNull(modelRefusal),
});
export type ModelAnalysis = Of<typeof modelAnalysis>;

export const analysisResultKind = documentKind(
  "analysis",
  {
    /** In the order of the request. */
    models: listOf(modelAnalysis),
  },
  reading,
);
export type AnalysisResult = ContentOf<typeof analysisResultKind>;
