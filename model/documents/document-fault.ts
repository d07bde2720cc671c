/** Documents that a function works on page by page or run by run, where only one problem can be reported. */
import type { TSchema } from "typebox";
import { Fault, type Retry } from "../fault.ts";
import type { Of } from "../validation/schema.ts";
import { asOneProblem, checkDocument, type DocumentKind } from "./document.ts";

/** As `readDocument`. @throws Fault with the kind's code */
export const readOrFault = <Schema extends TSchema>(
  kind: DocumentKind<Schema>,
  value: unknown,
  place: string,
  retry: Retry,
): Of<Schema> => {
  const { document, problems } = checkDocument(kind, value, place);
  if (problems !== undefined) throw new Fault(asOneProblem(problems), { retry });
  return document;
};
