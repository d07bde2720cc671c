import type { TSchema } from "typebox";
import { readDocument } from "../../model/documents/document.ts";
import type { Of } from "../../model/validation/schema.ts";

export type LedgerRecord = Readonly<Record<string, unknown>>;

/**
 * An item in the model's form: its attributes without the table's key.
 *
 * @throws ProblemsError LEDGER_ITEM_UNREADABLE
 */
export const itemOf = <Schema extends TSchema>(schema: Schema, record: LedgerRecord): Of<Schema> => {
  const { pk, sk, ...attributes } = record;
  const fix = "use the release of the repository that is deployed";
  const kind = { name: "ledger", code: "LEDGER_ITEM_UNREADABLE", fix, schema };
  return readDocument(kind, attributes, `item ${String(pk)} ${String(sk)} of the ledger`);
};
