/** A mail's file by itself: its text held to the schema. Pure. */
import { Ajv } from "ajv";
import { readBySchema, type ReadFile } from "../validation/schema-file.ts";
import type { Mail } from "./definition.ts";
import { mailSchema } from "./schema.ts";

const ajv = new Ajv({ allErrors: true, verbose: true });
const validate = ajv.compile<Mail>(mailSchema);

export type ReadMail = ReadFile<Mail>;

/** @param file as it is shown, e.g. `mails/operations.yaml` */
export const readMail = (file: string, text: string): ReadMail => readBySchema(file, text, validate, "MAIL");
