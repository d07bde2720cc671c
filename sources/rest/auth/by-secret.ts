/** Credentials that a secret's value is, or is part of. */
import type { ReadSecret } from "../../../aws/secrets/secret-reader.ts";
import { Fault } from "../../../model/fault.ts";
import type { AuthOf } from "../settings.ts";
import type { Authenticate, Credentials } from "./authentication.ts";

/** Makes credentials from a secret's value. */
type Form = (value: string) => Credentials;

const inHeader = (name: string, value: string): Credentials => ({ headers: { [name]: value }, query: {} });

const wrongForm = (secretId: string, message: string): Fault =>
  new Fault(
    { code: "SECRET_FORM_WRONG", place: `secret ${secretId}`, message, fix: `set it with "lakehouse secret set"` },
    { retry: "never" },
  );

/**
 * Whether a header may carry the value (https://www.rfc-editor.org/rfc/rfc9110#section-5.5). Checked here, because the
 * client's own error would quote it.
 */
export const fitsHeader = (value: string): boolean => /^[!-~]([ -~]*[!-~])?$/.test(value);

const requireHeaderForm = (secretId: string, value: string): string => {
  if (fitsHeader(value)) return value;
  throw wrongForm(secretId, "its value has a line break, a space at an end, or another sign that no header can carry");
};

/** @param token that fits a header */
export const bearerOf = (token: string): Credentials => inHeader("authorization", `Bearer ${token}`);

export const bearer =
  (secretId: string): Form =>
  (token) =>
    bearerOf(requireHeaderForm(secretId, token));

export const apiKey =
  (auth: AuthOf<"api-key">, secretId: string): Form =>
  (key) =>
    auth.in === "header"
      ? inHeader(auth.name.toLowerCase(), requireHeaderForm(secretId, key))
      : { headers: {}, query: { [auth.name]: key } };

/** The two halves of a value `name:password`, of which the second may be empty. */
export const halves = (value: string, secretId: string, what: string): readonly [string, string] => {
  const at = value.indexOf(":");
  if (at > 0) return [value.slice(0, at), value.slice(at + 1)];
  throw wrongForm(secretId, `its value is not ${what}, with a colon between the two`);
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
