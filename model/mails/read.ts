/** A mail's file by itself: its text held to the schema. Pure. */
import { readBySchema, type ReadFile } from "../validation/schema-file.ts";
import { mailSchema, type Mail } from "./definition.ts";

export type ReadMail = ReadFile<Mail>;

/** @param file as it is shown, e.g. `mails/operations.yaml` */
export const readMail = (file: string, text: string): ReadMail => readBySchema(file, text, mailSchema, "MAIL");
