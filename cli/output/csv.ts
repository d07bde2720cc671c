const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** RFC 4180 with a header line. NULL is an empty field and an empty string is `""`, as Athena's own CSV results have it. */
export const renderCsv = (header: readonly string[], rows: readonly (readonly (string | null)[])[]): string => {
  const field = (value: string | null): string => (value === null ? "" : value === "" ? '""' : quoted(value));
  return [header, ...rows].map((row) => row.map(field).join(",")).join("\r\n");
};
