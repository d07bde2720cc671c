import { dashboardSchema } from "../dashboards/definition.ts";
import { mailSchema } from "../mails/definition.ts";
import { documentKind, listOf, type ContentOf } from "./document.ts";

/** The compiled mails of a repository, with the dashboards whose visuals they show. */
export const mailBundleKind = documentKind(
  "mail bundle",
  { mails: listOf(mailSchema), dashboards: listOf(dashboardSchema) },
  { code: "MAILS_UNREADABLE", fix: "deploy the stack again, it uploads the mails" },
);
export type MailBundle = ContentOf<typeof mailBundleKind>;
