/** Text in HTML. Pure. */

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Safe as content of an element and as an attribute in double quotes. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? "");
