/** Reads a mail's file on its own and checks it against the schema. Pure. */
import { readBySchema, type ReadFile } from "../validation/schema-file.ts";
import { mailSchema, type Mail } from "./definition.ts";

export type ReadMail = ReadFile<Mail>;

/** @param file display path, e.g. `mails/operations.yaml` */
export const readMail = (file: string, text: string): ReadMail => readBySchema(file, text, mailSchema, "MAIL");
