import { recordLines } from "../record-lines.ts";
export const jsonRecords = (body: Uint8Array, _keys: readonly string[]): readonly Uint8Array[] => recordLines(body);
