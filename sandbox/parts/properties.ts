/** Java's properties files are Latin-1; backslashes and leading spaces are special. */

const inAscii = (text: string): string =>
  text.replaceAll(/[^ -~]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      const unit = character.charCodeAt(index).toString(16).padStart(4, "0");
      return `\\u${unit}`;
    }).join(""),
  );

const keyText = (key: string): string => inAscii(key.replaceAll(/[\\ =:#!]/g, "\\$&"));

const valueText = (value: string): string => inAscii(value.replaceAll("\\", "\\\\").replace(/^ /, "\\ "));

/**
 * Text of a file that `java.util.Properties` reads back as these entries:
 * https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 */
export const properties = (entries: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(entries)
    .map(([key, value]) => `${keyText(key)}=${valueText(value.toString())}\n`)
    .join("");
