/** How many records the source says it has. */
import type { RestRequest } from "../settings.ts";
import type { Answer } from "./answer.ts";
import { keysOfPlace, valueAt, wholeNumber } from "./members.ts";
import { unexpected } from "./shape.ts";
import { Fault } from "../../../model/fault.ts";

/** The total that comes with a page; `undefined` if it comes otherwise, or not at all. */
export const totalOf = (place: string, { total }: RestRequest, { value, headers }: Answer): number | undefined => {
  if (total.from === "body") {
    const found = wholeNumber(valueAt(value, keysOfPlace(total.path)));
    if (found === undefined) throw unexpected(place, value, `a whole number at ${total.path}`);
    return found;
  }
  if (total.from !== "header") return undefined;
  const text = headers.get(total.name)?.trim() ?? "";
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const message = text === "" ? `there is no header ${total.name}` : `the header ${total.name} is no whole number`;
  const fix = "compare the contract's request with the source's API, or ask its owner what changed";
  throw new Fault(
    { code: "SOURCE_TOTAL_MISSING", place, message: `${message}, which should say the total`, fix },
    { retry: "later" },
  );
};
