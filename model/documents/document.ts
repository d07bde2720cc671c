/**
 * Documents: JSON that one part of the lake writes and another reads. Each has one schema, from which its type,
 * validator, and JSON Schema derive. Every reader validates the whole document. Members that a schema doesn't name are
 * allowed: during a rollout, a newer writer meets an older reader.
 */
import * as Type from "typebox";
import { checkSchema } from "../validation/check-schema.ts";
import { found } from "../validation/found.ts";
import { ProblemsError, type Problem } from "../validation/problem.ts";
import { constant, type Of } from "../validation/schema.ts";
import { formatPath } from "../validation/path.ts";

/** An object inside a document. */
export const part = <Members extends Type.TProperties>(title: string, members: Members) =>
  Type.Object(members, { title });

export const listOf = <Items extends Type.TSchema>(items: Items) => Type.Array(items, { title: "a list" });

export interface DocumentKind<Schema extends Type.TSchema = Type.TSchema> {
  /** Display name, e.g. `manifest`. */
  readonly name: string;
  readonly schema: Schema;
  /** Code of the problems of an unreadable document, e.g. `MANIFEST_UNREADABLE`. */
  readonly code: string;
  /** How to fix an unreadable document. */
  readonly fix: string;
}

/** A kind of document in format 1; another format belongs to another release. */
export const documentKind = <Members extends Type.TProperties>(
  name: string,
  members: Members,
  { code, fix }: Pick<DocumentKind, "code" | "fix">,
) => ({ name, code, fix, schema: Type.Object({ formatVersion: constant(1), ...members }, { title: `a ${name}` }) });

/** The content of a kind of document. */
export type ContentOf<Kind extends DocumentKind> = Of<Kind["schema"]>;

export type CheckedDocument<Document> =
  | { readonly document: Document; readonly problems?: never }
  | { readonly document?: never; readonly problems: readonly Problem[] };

const versionOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "formatVersion" in value ? value.formatVersion : undefined;

/**
 * Returns the document, or all its problems; if its format differs, only that.
 *
 * @param value parsed JSON; `undefined` for a document that doesn't exist
 * @param place where it was read, such as its key
 */
export const checkDocument = <Schema extends Type.TSchema>(
  { schema, code, fix }: DocumentKind<Schema>,
  value: unknown,
  place: string,
): CheckedDocument<Of<Schema>> => {
  if (value === undefined) return { problems: [{ code, place, message: "there is no such object", fix }] };
  const version = versionOf(value);
  if (version !== undefined && version !== 1) {
    const message = `found formatVersion ${found(version)}, this release reads 1`;
    return { problems: [{ code, place: `${place} formatVersion`, message, fix }] };
  }
  const checked = checkSchema(schema, value);
  if (checked.problems === undefined) return { document: checked.value };
  return {
    problems: checked.problems.map(({ path, message }) => ({
      code,
      place: [place, formatPath(path)].filter((text) => text !== "").join(" "),
      message,
      fix,
    })),
  };
};

/** @throws ProblemsError with the kind's code */
export const readDocument = <Schema extends Type.TSchema>(
  kind: DocumentKind<Schema>,
  value: unknown,
  place: string,
): Of<Schema> => {
  const checked = checkDocument(kind, value, place);
  if (checked.problems !== undefined) throw new ProblemsError(kind.name, checked.problems);
  return checked.document;
};

const mostTold = 5;

/** All problems of a document as one, where only one can be reported. */
export const asOneProblem = (problems: readonly Problem[]): Problem => {
  const [first] = problems;
  if (first === undefined) throw new RangeError("there is no problem");
  const others = problems.slice(1, mostTold).map(({ place, message }) => `; ${place}: ${message}`);
  const more = problems.length > mostTold ? ` and ${problems.length - mostTold} more` : "";
  return { ...first, message: `${first.message}${others.join("")}${more}` };
};
