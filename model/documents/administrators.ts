import { text } from "../validation/schema.ts";
import { documentKind, listOf, type ContentOf } from "./document.ts";

/** The data lake administrators that this stack added; those that existed before remain when the stack is destroyed. */
export const administratorsKind = documentKind(
  "list of administrators",
  {
    /** ARNs of roles. */
    added: listOf(text),
  },
  { code: "ADMINISTRATORS_UNREADABLE", fix: "restore an earlier version of the object" },
);
export type Administrators = ContentOf<typeof administratorsKind>;
