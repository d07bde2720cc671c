/** Paging by "after the last record's key". */
import type { Answer } from "../answer/answer.ts";
import { keysOfPlace, valueAt } from "../answer/members.ts";
import { unexpected } from "../answer/shape.ts";
import { Fault } from "../../../model/fault.ts";
import type { PagingOf } from "../settings.ts";
import type { Pager } from "./pager.ts";

const fault = (place: string, code: string, message: string, fix: string): Fault =>
  new Fault({ code, place, message, fix }, { retry: "later" });

/**
 * The digits as the source wrote them: those of a 64-bit key don't survive a parser. Objects within the record may have a
 * field of that name too, so the digits have to be the value's, and the only such ones.
 */
const digitsIn = (line: Uint8Array | undefined, key: string, value: number): string | undefined => {
  const written = new TextDecoder().decode(line).matchAll(new RegExp(`"${key}"\\s*:\\s*(-?\\d+)(?![\\d.eE])`, "g"));
  const able = new Set([...written].map(([, digits = ""]) => digits).filter((digits) => Number(digits) === value));
  return able.size === 1 ? [...able][0] : undefined;
};

const keyAt = (place: string, { records, lines }: Answer, index: number, key: string): string => {
  const record: Readonly<Record<string, unknown>> = { ...records.at(index) };
  const value = record[key];
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return value.toString();
  const digits =
    typeof value === "number" && Number.isInteger(value) ? digitsIn(lines.at(index), key, value) : undefined;
  if (digits !== undefined) return digits;
  const message = `a record has no text or whole number in "${key}", so the next page can't be requested`;
  throw fault(place, "KEYSET_KEY_MISSING", message, "name the field that the source pages by as paging.key");
};

export const keysetPager = (paging: PagingOf<"keyset">): Pager => {
  const { size: sizeName, after, key, more } = paging;
  const hasMore = (place: string, { value, records }: Answer): boolean => {
    // A short page is no end, because the source may have cut the limit
    if (more === undefined) return records.length > 0;
    const said = valueAt(value, keysOfPlace(more));
    if (typeof said === "boolean") return said;
    throw unexpected(place, value, `true or false at ${more}`);
  };
  return {
    target: (at, size) => ({ query: { [sizeName]: size.toString(), ...(at !== undefined && { [after]: at }) } }),
    next: ({ at, answer, place }) => {
      if (answer.records.length > 0 && at !== undefined && keyAt(place, answer, 0, key) === at) {
        const message = `the page begins with the record it was asked to begin after`;
        const fix = `name the parameter that leaves that record out as paging.after`;
        throw fault(place, "KEYSET_INCLUSIVE", message, fix);
      }
      if (!hasMore(place, answer)) return undefined;
      if (answer.records.length > 0) return keyAt(place, answer, -1, key);
      const message = `the page has no record, and says that there are more`;
      throw fault(place, "KEYSET_PAGE_EMPTY", message, "ask the source's owner what changed in its API");
    },
  };
};
