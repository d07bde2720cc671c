/**
 * Documents: JSON that one part of the lake writes and another reads. Each has one schema, from which its type, its
 * validator and its JSON Schema derive. Every reader holds what it reads to the whole schema. Members that a schema
 * doesn't name are let through: while a release is rolled out, a newer writer meets an older reader.
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
  /** As people read it, e.g. `manifest`. */
  readonly name: string;
  readonly schema: Schema;
  /** Of the problems of one that can't be read, e.g. `MANIFEST_UNREADABLE`. */
  readonly code: string;
  /** What to do about one that can't be read. */
  readonly fix: string;
}

/** A kind of document of format 1; another format is another version's. */
export const documentKind = <Members extends Type.TProperties>(
  name: string,
  members: Members,
  { code, fix }: Pick<DocumentKind, "code" | "fix">,
) => ({ name, code, fix, schema: Type.Object({ formatVersion: constant(1), ...members }, { title: `a ${name}` }) });

/** What a document of a kind says. */
export type ContentOf<Kind extends DocumentKind> = Of<Kind["schema"]>;

export type CheckedDocument<Document> =
  | { readonly document: Document; readonly problems?: never }
  | { readonly document?: never; readonly problems: readonly Problem[] };

const versionOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "formatVersion" in value ? value.formatVersion : undefined;

/**
 * The document, or all that is wrong with it; of another format only that.
 *
 * @param value parsed JSON; undefined stands for a document that isn't there
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

/** All problems of a document as one, where a single one is told. */
export const asOneProblem = (problems: readonly Problem[]): Problem => {
  const [first] = problems;
  if (first === undefined) throw new RangeError("there is no problem");
  const others = problems.slice(1, mostTold).map(({ place, message }) => `; ${place}: ${message}`);
  const more = problems.length > mostTold ? ` and ${problems.length - mostTold} more` : "";
  return { ...first, message: `${first.message}${others.join("")}${more}` };
};

const mostTold = 5;
