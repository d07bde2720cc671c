/** HTML text. Pure. */

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Safe as an element's content and in a double-quoted attribute. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? "");
