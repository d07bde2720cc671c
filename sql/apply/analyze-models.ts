/** Has Spark analyze changed models before anything is built. */
import type { AnalysisRequest, ModelAnalysis, ModelRefusal } from "../../model/documents/analysis.ts";
import type { ColumnType } from "../../model/documents/contract-bundle.ts";
import type { Problem } from "../../model/validation/problem.ts";
import { isRedefined, type Comparison } from "../plan/compare.ts";
import { offsetOfCharacter, placeOf, positionAt, type SourceFile } from "../project/source-text.ts";
import type { Relation } from "../project/tables.ts";
import type { Project, SqlObject } from "../project/types.ts";
import type { SqlRefusal } from "../codes.ts";

/** Models whose own definition or sources changed, including those that wait for tables. */
const isAnalyzed = (comparison: Comparison): boolean =>
  comparison.kind === "model" && (isRedefined(comparison) || ["rebuild", "wait"].includes(comparison.action));

const typesOf = (columns: Relation["columns"]): Readonly<Record<string, ColumnType>> =>
  Object.fromEntries(columns.map(({ name, type = "string" }) => [name, type]));

/** `undefined` if no model changed. */
export const analysisRequest = (
  comparisons: readonly Comparison[],
  project: Project,
  tables: ReadonlyMap<string, Relation>,
): AnalysisRequest | undefined => {
  const models = comparisons.filter(isAnalyzed).flatMap(({ declared }) => declared?.model ?? []);
  if (models.length === 0) return undefined;
  const declared = new Map(
    project.objects.flatMap(({ model }) => (model === undefined ? [] : [[model.name, model.columns]])),
  );
  const read = [...new Set(models.flatMap(({ reads }) => reads))].sort();
  const relations = read.map((name) => [name, typesOf(tables.get(name)?.columns ?? declared.get(name) ?? [])] as const);
  return { formatVersion: 1, relations: Object.fromEntries(relations), models };
};

/** Where the pieces of a model's query begin in its SQL; see `compileModel`. */
const pieceStarts = ({ sql, references, model }: SqlObject): readonly number[] => {
  const ends = references.map(({ end }) => end);
  let at = 0;
  return (model?.query ?? []).map((piece) => {
    const start = at;
    at = "text" in piece ? at + piece.text.length : (ends.shift() ?? sql.length);
    return start;
  });
};

/** Offset in the object's SQL. */
const offsetOf = (object: SqlObject, { piece, offset }: NonNullable<ModelRefusal["place"]>): number => {
  const found = object.model?.query[piece];
  const within = found !== undefined && "text" in found ? offsetOfCharacter(found.text)(offset) : 0;
  return (pieceStarts(object)[piece] ?? 0) + within;
};

const placeInFile = (object: SqlObject, refusal: ModelRefusal, file: SourceFile): string => {
  const start = file.text.lastIndexOf(object.sql);
  if (refusal.place === null || start < 0) return file.file;
  return placeOf(positionAt(file, start + offsetOf(object, refusal.place)));
};

/** Where the header declares a column. */
const placeOfColumn = (column: string, file: SourceFile): string => {
  const columns = /^--\s*columns:/m.exec(file.text)?.index ?? 0;
  const found = new RegExp(`^--\\s+(?=${column}\\s*:)`, "m").exec(file.text.slice(columns));
  return found === null ? file.file : placeOf(positionAt(file, columns + found.index + found[0].length));
};

const typeProblems = (
  { name }: SqlObject,
  { message }: ModelRefusal,
  file: SourceFile,
): readonly Problem<SqlRefusal>[] =>
  message.split("; ").map((difference) => {
    const [column = ""] = difference.split(" ");
    const fix = "declare that type, or CAST the value in the SELECT";
    return { code: "MODEL_TYPE_MISMATCH", place: placeOfColumn(column, file), message: `${name}: ${difference}`, fix };
  });

/** Spark's findings about models, at their places in the files. Pure. */
export const analysisProblems = (
  analyses: readonly ModelAnalysis[],
  objects: readonly SqlObject[],
  sources: readonly SourceFile[],
): readonly Problem<SqlRefusal>[] =>
  analyses.flatMap(({ name, refusal }) => {
    const object = objects.find(({ model }) => model?.name === name);
    if (refusal === null || object === undefined) return [];
    const file = sources.find((source) => source.file === object.file) ?? { file: object.file, text: "" };
    if (refusal.code === "MODEL_TYPE_MISMATCH") return typeProblems(object, refusal, file);
    const message = `model ${name}: ${refusal.message}`;
    return [
      {
        code: "SQL_REFUSED",
        place: placeInFile(object, refusal, file),
        message,
        fix: "correct the SQL, then plan again",
      },
    ];
  });
