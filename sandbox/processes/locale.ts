/**
 * The locale of the sandbox's processes. Java decodes arguments and file names by the locale, whatever `file.encoding`
 * says (https://openjdk.org/jeps/400, `sun.jnu.encoding`): in the locale C it opens only files with ASCII paths.
 */
export const utf8Locale: Readonly<Record<string, string>> = { LC_ALL: "C.UTF-8" };
