/**
 * Documentation values that nobody, or a stranger, owns: a stack that keeps one would fail halfway, or share its data
 * with whoever owns it. Pure.
 *
 * Hosts: RFC 2606 and RFC 6761; addresses: RFC 5737; accounts: those of AWS's own documentation.
 */
import { BlockList, isIPv4 } from "node:net";
import type { Problem } from "../../model/validation/problem.ts";

/** Example account ids in AWS's documentation. */
export const documentationAccounts: readonly string[] = [
  "012345678901",
  "111111111111",
  "111122223333",
  "123456789012",
  "444455556666",
  "777788889999",
  "999999999999",
];

const reservedHost = /(^|\.)(example|invalid|test|example\.(com|net|org|edu))$/i;

const documentationNetworks = new BlockList();
documentationNetworks.addSubnet("192.0.2.0", 24);
documentationNetworks.addSubnet("198.51.100.0", 24);
documentationNetworks.addSubnet("203.0.113.0", 24);

const hostOf = (text: string): string | undefined => {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) {
    return new URL(text).hostname;
  }
  return /^[^@\s/]+@([^@\s]+)$/.exec(text)?.[1];
};

/** The placeholder in a text, and what to write instead; `undefined` if there is none. */
const placeholderIn = (text: string): { readonly what: string; readonly fix: string } | undefined => {
  const host = hostOf(text)?.replace(/\.$/, "");
  if (host !== undefined && reservedHost.test(host)) {
    return text.includes("@")
      ? { what: `a mail address at ${host}`, fix: "write an address that somebody reads, or leave it out" }
      : { what: `an address at ${host}`, fix: "write your source's API address" };
  }
  const [address = ""] = text.split("/");
  if (isIPv4(address) && documentationNetworks.check(address)) {
    return { what: `documentation addresses (${text})`, fix: "write the addresses of your own systems" };
  }
  const account = /^(?:arn:[\w-]+:[\w-]*:[\w-]*:)?(\d{12})(?::|$)/.exec(text)?.[1];
  if (account !== undefined && documentationAccounts.includes(account)) {
    return { what: `the documentation account ${account}`, fix: "write the id of your own account" };
  }
  return undefined;
};

export const isPlaceholder = (text: string): boolean => placeholderIn(text) !== undefined;

/**
 * Problems for all placeholders in a stack's settings, at any depth.
 *
 * @param given a setting's value: text, or lists and objects that contain text
 * @param place the setting's path, e.g. `lakehouse:alarms`; nested values are named by `.key` and `[index]`
 */
export const placeholderProblems = (given: unknown, place: string): readonly Problem[] => {
  if (typeof given === "string") {
    const found = placeholderIn(given);
    return found === undefined
      ? []
      : [
          {
            code: "CONFIG_PLACEHOLDER",
            place,
            message: `found ${JSON.stringify(given)}, ${found.what}; must be a value of your own`,
            fix: `${found.fix}; lakehouse init asks for all of them`,
          },
        ];
  }
  if (Array.isArray(given)) {
    return given.flatMap((item: unknown, index) => placeholderProblems(item, `${place}[${index}]`));
  }
  return typeof given === "object" && given !== null
    ? Object.entries(given).flatMap(([key, value]) =>
        placeholderProblems(value, place.endsWith(":") ? `${place}${key}` : `${place}.${key}`),
      )
    : [];
};
