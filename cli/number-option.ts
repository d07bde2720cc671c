import { UsageError } from "./answer.ts";

/** @throws UsageError NUMBER_INVALID */
export const numberOf = (text: string, option: string, least: number, most: number): number => {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  const message = `"${text}" is not allowed; must be a whole number from ${least} to ${most}`;
  throw new UsageError({ code: "NUMBER_INVALID", place: option, message, fix: "give a number in that range" });
};
