/** Credentials that a secret's value is, or is part of. */
import type { ReadSecret } from "../../../aws/secrets/secret-reader.ts";
import { Fault } from "../../../model/fault.ts";
import type { AuthOf } from "../settings.ts";
import type { Authenticate, Credentials } from "./authentication.ts";

/** Makes credentials from a secret's value. */
type Form = (value: string) => Credentials;

const inHeader = (name: string, value: string): Credentials => ({ headers: { [name]: value }, query: {} });

export const bearer: Form = (token) => inHeader("authorization", `Bearer ${token}`);

export const apiKey =
  (auth: AuthOf<"api-key">): Form =>
  (key) =>
    auth.in === "header" ? inHeader(auth.name.toLowerCase(), key) : { headers: {}, query: { [auth.name]: key } };

/** The two halves of a value `name:password`, of which the second may be empty. */
export const halves = (value: string, secretId: string, what: string): readonly [string, string] => {
  const at = value.indexOf(":");
  if (at > 0) return [value.slice(0, at), value.slice(at + 1)];
  const problem = {
    code: "SECRET_FORM_WRONG",
    place: `secret ${secretId}`,
    message: `its value is not ${what}, with a colon between the two`,
    fix: `set it with "lakehouse secret set"`,
  };
  throw new Fault(problem, { retry: "never" });
};

/** https://www.rfc-editor.org/rfc/rfc7617 */
export const basic =
  (secretId: string): Form =>
  (value) => {
    const [name, password] = halves(value, secretId, "<user>:<password>");
    return inHeader("authorization", `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`);
  };

/** A refused value is read again: it may have been rotated since. */
export const bySecret = (readSecret: ReadSecret, secretId: string, form: Form): Authenticate => {
  const values = new WeakMap<Credentials, string>();
  return async (_deadline, refused) => {
    const old = refused === undefined ? undefined : values.get(refused);
    const value = await (old === undefined ? readSecret(secretId) : readSecret(secretId, { refused: old }));
    const credentials = form(value);
    values.set(credentials, value);
    return credentials;
  };
};
