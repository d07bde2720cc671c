/** What a setting may be, as values: a field reads what was given and says what is wrong with it. Pure. */
import { isIPv4 } from "node:net";
import type { Problem } from "../../model/validation/problem.ts";
import { nearest } from "../../model/validation/suggestion.ts";

export interface Reading<T> {
  /** Undefined exactly when there are problems. */
  readonly value?: T;
  readonly problems: readonly Problem[];
}

export interface Field<T> {
  /** Reads a given value; `undefined` stands for a setting that was left out. */
  read(given: unknown, place: string): Reading<T>;
}

export type Fields = Record<string, Field<unknown>>;
export type ValuesOf<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

const found = (given: unknown): string => `found ${JSON.stringify(given)}`;

const wrongValue = (place: string, given: unknown, allowed: string, fix = `set it to ${allowed}`): Reading<never> => ({
  problems: [{ code: "CONFIG_VALUE_INVALID", place, message: `${found(given)}, allowed is ${allowed}`, fix }],
});

/** A number of one form. */
export const quantity = (isMeant: (given: number) => boolean, allowed: string, fallback: number): Field<number> => ({
  read: (given, place) => {
    const value = given ?? fallback;
    return typeof value === "number" && isMeant(value) ? { value, problems: [] } : wrongValue(place, given, allowed);
  },
});

export const integer = (min: number, max: number, fallback: number): Field<number> =>
  quantity(
    (given) => Number.isInteger(given) && given >= min && given <= max,
    `a whole number from ${min} to ${max}`,
    fallback,
  );

export const flag = (fallback: boolean): Field<boolean> => ({
  read: (given, place) => {
    const value = given ?? fallback;
    return typeof value === "boolean" ? { value, problems: [] } : wrongValue(place, given, "true or false");
  },
});

/** Without a fallback it must be given. */
export const choice = <const T extends string | number>(allowed: readonly T[], fallback?: T): Field<T> => ({
  read: (given, place) => {
    const text = typeof given === "number" || typeof given === "string" ? String(given) : undefined;
    // YAML reads 5.1 as a number and "5.1" as text; both mean the same here
    const value = given === undefined ? fallback : allowed.find((item) => String(item) === text);
    if (value !== undefined) {
      return { value, problems: [] };
    }
    const meant = typeof given === "string" ? nearest(given, allowed.map(String)) : undefined;
    return wrongValue(place, given, `one of ${allowed.join(", ")}`, meant && `set it to ${meant}, if that was meant`);
  },
});

/** Text of one form; without a fallback it must be given. */
export const text = (
  isMeant: (given: string) => boolean,
  allowed: string,
  example: string,
  fallback?: string,
): Field<string> => ({
  read: (given, place) => {
    const value = given ?? fallback;
    if (typeof value === "string" && isMeant(value)) {
      return { value, problems: [] };
    }
    const fix = `write e.g. "${example}"`;
    return given === undefined
      ? { problems: [{ code: "CONFIG_KEY_MISSING", place, message: `found nothing, allowed is ${allowed}`, fix }] }
      : wrongValue(place, given, allowed, fix);
  },
});

/** AWS refuses a block that names a host of the network instead of the network. */
const isNetworkAddress = (address: string, prefix: number): boolean =>
  address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) % 2 ** (32 - prefix) === 0;

/** An IPv4 network with a prefix of so many bits. */
export const cidrBlock = (minBits: number, maxBits: number, example: string, fallback?: string): Field<string> =>
  text(
    (given) => {
      const [address = "", bits = "", ...more] = given.split("/");
      const prefix = /^\d{1,2}$/.test(bits) ? Number(bits) : -1;
      const isInRange = prefix >= minBits && prefix <= maxBits;
      return isIPv4(address) && isInRange && more.length === 0 && isNetworkAddress(address, prefix);
    },
    `an IPv4 network as a CIDR block from /${minBits} to /${maxBits}`,
    example,
    fallback,
  );

/** A setting that may be left out. */
export const optional = <T>(field: Field<T>): Field<T | undefined> => ({
  read: (given, place) => (given === undefined ? { problems: [] } : field.read(given, place)),
});

/** A list of any length; left out, it is the fallback. */
export const list = <T>(item: Field<T>, fallback: readonly T[]): Field<readonly T[]> => ({
  read: (given, place) => {
    if (given === undefined) {
      return { value: fallback, problems: [] };
    }
    if (!Array.isArray(given)) {
      return wrongValue(place, given, "a list");
    }
    const readings = given.map((value: unknown, index) => item.read(value, `${place}[${index}]`));
    const problems = readings.flatMap((reading) => reading.problems);
    return problems.length > 0 ? { problems } : { value: readings.map(({ value }) => value as T), problems };
  },
});

const isRecord = (given: unknown): given is Record<string, unknown> =>
  typeof given === "object" && given !== null && !Array.isArray(given);

const unknownKey = (key: string, place: string, allowed: readonly string[]): Problem => {
  const meant = nearest(key, allowed);
  return {
    code: "CONFIG_KEY_UNKNOWN",
    place,
    message: `found the key "${key}", allowed are ${allowed.join(", ")}`,
    fix: meant === undefined ? "remove it" : `write "${meant}", if that was meant, or remove it`,
  };
};

/** An object with a fixed set of keys. `separator` joins the place of the object and that of its keys. */
export const group = <F extends Fields>(fields: F, separator = "."): Field<ValuesOf<F>> => ({
  read: (given = {}, place) => {
    if (!isRecord(given)) {
      return wrongValue(place, given, `an object with the keys ${Object.keys(fields).join(", ")}`);
    }
    const at = (key: string): string => `${place}${separator}${key}`;
    const readings = Object.entries(fields).map(([key, field]) => ({ key, ...field.read(given[key], at(key)) }));
    const problems = [
      ...Object.keys(given).flatMap((key) => (key in fields ? [] : [unknownKey(key, at(key), Object.keys(fields))])),
      ...readings.flatMap((reading) => reading.problems),
    ];
    if (problems.length > 0) {
      return { problems };
    }
    return { value: Object.fromEntries(readings.map(({ key, value }) => [key, value])) as ValuesOf<F>, problems };
  },
});

/** An object whose keys the user chooses; left out, it is empty. */
export const map = <T>(item: Field<T>, keys: RegExp, allowedKeys: string): Field<Readonly<Record<string, T>>> => ({
  read: (given = {}, place) => {
    if (!isRecord(given)) {
      return wrongValue(place, given, "an object");
    }
    const readings = Object.entries(given).map(([key, value]) => {
      const at = `${place}.${key}`;
      const reading = item.read(value, at);
      const badKey = keys.test(key) ? [] : wrongValue(at, key, allowedKeys, "rename the key").problems;
      return { key, value: reading.value, problems: [...badKey, ...reading.problems] };
    });
    const problems = readings.flatMap((reading) => reading.problems);
    return problems.length > 0
      ? { problems }
      : { value: Object.fromEntries(readings.map(({ key, value }) => [key, value as T])), problems };
  },
});

const loopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

/** An address that a bearer token may be sent to. */
export const baseUrl = (): Field<string> => ({
  read: (given, place) => {
    const allowed = "an https URL (http on the loopback address only) without query and trailing slash";
    const fix = 'set it to an address like "https://operations.example.com/api"';
    if (typeof given !== "string" || !URL.canParse(given)) {
      return given === undefined
        ? { problems: [{ code: "CONFIG_KEY_MISSING", place, message: `found nothing, allowed is ${allowed}`, fix }] }
        : wrongValue(place, given, allowed, fix);
    }
    const url = new URL(given);
    const safe = url.protocol === "https:" || (url.protocol === "http:" && loopbackHosts.includes(url.hostname));
    const plain = url.search === "" && url.hash === "" && url.username === "" && !given.endsWith("/");
    return safe && plain ? { value: given, problems: [] } : wrongValue(place, given, allowed, fix);
  },
});
