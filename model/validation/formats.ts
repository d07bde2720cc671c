/** Text formats that no pattern can express. */

/** An IPv4 network as a CIDR block whose address has no bits set beyond its prefix. */
export const isIpv4Network = (text: string): boolean => {
  const [, address = "", bits = ""] = /^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/.exec(text) ?? [];
  const parts = address.split(".").map(Number);
  const prefix = Number(bits);
  if (bits === "" || prefix > 32 || parts.some((part) => part > 255)) return false;
  return parts.reduce((sum, part) => sum * 256 + part, 0) % 2 ** (32 - prefix) === 0;
};

const loopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

/** An https URL, or an http URL on the loopback address, to which paths are appended. */
export const isBaseUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  const isSafe = protocol === "https:" || (protocol === "http:" && loopbackHosts.includes(hostname));
  return isSafe && search === "" && hash === "" && username === "" && !text.endsWith("/");
};
