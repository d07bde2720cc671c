import { writeNearest } from "../../model/validation/suggestion.ts";
import type { CheckedMail } from "../../model/mails/check.ts";
import { UsageError } from "../answer.ts";

/** @throws UsageError MAIL_UNKNOWN, with the existing names */
export const mailNamed = (mails: readonly CheckedMail[], name: string | undefined): CheckedMail => {
  const names = mails.map(({ file }) => file.replace(/^mails\/|\.yaml$/g, ""));
  const found = name === undefined && mails.length === 1 ? mails[0] : mails[names.indexOf(name ?? "")];
  if (found !== undefined) return found;
  const known = `there are ${names.length === 0 ? "none" : names.join(", ")}`;
  const message = name === undefined ? `no mail is named; ${known}` : `no mail is called ${name}; ${known}`;
  throw new UsageError({
    code: "MAIL_UNKNOWN",
    place: "mail",
    message,
    fix: writeNearest(name ?? "", names, names.length === 0 ? "add a file to mails/" : "name one of them"),
  });
};
