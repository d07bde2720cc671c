import { systemClock } from "../../../aws/clock.ts";
import { readDocument } from "../../../model/documents/document.ts";
import { Fault } from "../../../model/fault.ts";
import type { Draft, InferenceRequest } from "../../draft.ts";
import { authentication } from "../auth/index.ts";
import { sourceClient } from "../http/client.ts";
import { auth as authSchema } from "../settings.ts";
import { draftOf, splitUrl, type Below } from "./draft.ts";
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

/** Faults of the credentials, which are the caller's here and not those of a stack's secret. */
const ofCredentials = new Set(["SOURCE_UNAUTHORIZED", "SOURCE_TOKEN_REFUSED", "SECRET_FORM_WRONG"]);

const asCallers = (error: unknown, credentials: string): unknown => {
  if (!(error instanceof Fault)) return error;
  const { code, place, message } = error.problem;
  if (code.startsWith("SOURCE_HTTP_4")) {
    const fix = "compare the URL, its parameters, and the headers with the API's documentation";
    return new Fault({ code, place, message, fix }, { retry: "never" });
  }
  if (!ofCredentials.has(code)) return error;
  const fix =
    code === "SOURCE_UNAUTHORIZED" && credentials === ""
      ? "say how the API knows who is asking, with --auth"
      : `set ${credentials} to the API's current credentials for this command`;
  const said = message
    .replace(/^the source refused the token of secret .*$/, `the API refused the credentials in ${credentials}`)
    .replace(/^the source wants to know who is asking$/, "the API wants to know who is asking");
  const where = code === "SECRET_FORM_WRONG" ? credentials : place;
  return new Fault({ code, place: where, message: said, fix }, { retry: "never" });
};

const belowOf = (url: URL, address: string | undefined): Below => {
  const below = splitUrl(url, address);
  if (below !== undefined) return below;
  const message =
    address === undefined
      ? "the URL has no path, so nothing is left of it to name the records"
      : `found "${address}", which the URL ${url.origin}${url.pathname} does not begin with`;
  const fix = "write the part of the URL that all of the API's paths have in common as --address";
  throw new Fault({ code: "OPTION_INVALID", place: "--address", message, fix }, { retry: "never" });
};

/** Drafts a contract from one answer of an API. */
export const inferFromApi = async (request: InferenceRequest): Promise<Draft> => {
  const { source, name, place, secret, credentials, headers, timeoutSeconds } = request;
  const auth = readDocument(authKind, request.auth, "authentication");
  const url = new URL(place);
  const below = belowOf(url, request.address);
  const clock = systemClock;
  const { baseUrl } = below;
  const options = { source, baseUrl, secretId: credentials, timeoutSeconds, clock };
  const ask = sourceClient({
    baseUrl: url.origin,
    ...(auth.type !== "none" && { secretId: credentials }),
    authenticate: authentication(auth, { ...options, readSecret: () => Promise.resolve(secret) }),
    takeTurn: () => Promise.resolve(),
    timeoutSeconds,
    patienceSeconds: timeoutSeconds,
    clock,
  });
  const shown = `${url.origin}${url.pathname}`;
  const link = `${url.pathname}${url.search}`;
  const deadline = clock.now() + timeoutSeconds * 1000;
  try {
    const sample = await ask({ target: { link }, headers, place: shown, deadline }, sampleOf);
    return draftOf({ source, name, url, below, auth, headers }, requireRecords(shown, sample));
  } catch (error) {
    throw asCallers(error, auth.type === "none" ? "" : credentials);
  }
};
