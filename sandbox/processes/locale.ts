/**
 * The language in which processes of the sandbox are told paths. Java decodes arguments and names of files by the locale,
 * whatever `file.encoding` says (https://openjdk.org/jeps/400, `sun.jnu.encoding`): in the locale C it opens nothing whose
 * path isn't ASCII.
 */
export const utf8Locale: Readonly<Record<string, string>> = { LC_ALL: "C.UTF-8" };
