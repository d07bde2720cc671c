const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

const field = (value: string | null): string => (value === null ? "" : value === "" ? '""' : quoted(value));

/** A line of RFC 4180. NULL is an empty field and an empty string is `""`, as in Athena's own CSV results. */
export const csvLine = (values: readonly (string | null)[]): string => `${values.map(field).join(",")}\r\n`;
