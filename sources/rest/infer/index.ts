import { systemClock } from "../../../aws/clock.ts";
import { readDocument } from "../../../model/documents/document.ts";
import { Fault } from "../../../model/fault.ts";
import type { Draft, InferenceRequest } from "../../draft.ts";
import { authentication } from "../auth/index.ts";
import { sourceClient } from "../http/client.ts";
import { auth as authSchema } from "../settings.ts";
import { draftOf } from "./draft.ts";
import { sampleOf, type Sample } from "./sample.ts";

const authKind = {
  name: "authentication",
  code: "OPTION_INVALID",
  fix: 'run "lakehouse contracts infer --help"',
  schema: authSchema,
};

const unusable = (place: string, message: string, fix: string): Fault =>
  new Fault({ code: "SAMPLE_UNUSABLE", place, message, fix }, { retry: "never" });

const requireRecords = (place: string, sample: Sample | undefined): Sample => {
  if (sample === undefined) {
    const fix = "name the URL of a list of records";
    throw unusable(place, "the answer has no list of records in JSON, NDJSON, or CSV", fix);
  }
  if (sample.records.length > 0) return sample;
  throw unusable(place, `the list at ${sample.place} is empty`, "name a URL that answers with records");
};

/** Drafts a contract from one answer of an API. */
export const inferFromApi = async (request: InferenceRequest): Promise<Draft> => {
  const { source, name, place, secret, headers, timeoutSeconds } = request;
  const auth = readDocument(authKind, request.auth, "authentication");
  const url = new URL(place);
  const clock = systemClock;
  const options = { source, baseUrl: url.origin, secretId: "of the caller", timeoutSeconds, clock };
  const ask = sourceClient({
    baseUrl: url.origin,
    ...(auth.type !== "none" && { secretId: "of the caller" }),
    authenticate: authentication(auth, { ...options, readSecret: () => Promise.resolve(secret) }),
    takeTurn: () => Promise.resolve(),
    timeoutSeconds,
    patienceSeconds: timeoutSeconds,
    clock,
  });
  const shown = `${url.origin}${url.pathname}`;
  const link = `${url.pathname}${url.search}`;
  const deadline = clock.now() + timeoutSeconds * 1000;
  const sample = await ask({ target: { link }, headers, place: shown, deadline }, sampleOf);
  return draftOf({ source, name, url, auth, headers }, requireRecords(shown, sample));
};
