/** Values that documents share. */
import * as Type from "typebox";
import { text, string, type Of } from "../validation/schema.ts";
import { part } from "./document.ts";

/** ISO 8601, in UTC. */
export const instant = string(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|\+00:00)$/, "an instant in UTC");
export const sha256 = string(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal digits");
/** Too large for a JSON number. */
export const digits = string(/^\d+$/, "a whole number in digits");
/** Key of an object, relative to its bucket. */
export const key = text;
export const error = Type.String({ title: "an error" });

/** Half-open interval of source time. */
export const windowPart = part("a window", { since: instant, until: instant });
export type Window = Of<typeof windowPart>;

/** A piece of work, in the words of the source's kind: which part of a dataset gives one page. */
export const piece = Type.Unsafe<Readonly<Record<string, unknown>>>({ type: "object", title: "a piece of work" });
export type Piece = Of<typeof piece>;
