/** The format of `mails/<name>.yaml`; each `title` says what is allowed. */
import { personas } from "../governance/principals.ts";
import { kebab, list, object, oneOf, optional, string, text, wholeNumber, type Of } from "../validation/schema.ts";

// Subjects and headers are single lines
const line = string(/^[^\r\n]*\S[^\r\n]*$/, "text of one line");
const group = string(/^[a-z][a-z0-9_]{0,39}$/, "a group's name in lower snake case");

/** A visual of a dashboard: what it shows is defined only there. */
const visual = { dashboard: kebab, visual: kebab };
const figure = object("a map with dashboard and visual", visual);
const picture = object("a map with dashboard, visual and days", {
  ...visual,
  /** Number of days that it shows, ending with the night's own. */
  days: optional(wholeNumber(1, 366)),
});
const upTo = (maxItems: number) => ({ minItems: 1, maxItems, uniqueItems: true });

export const mailSchema = object("a mail", {
  name: kebab,
  title: line,
  description: text,
  owner: line,
  /** Persona whose role runs its queries: the mail shows nothing that this persona may not see. */
  audience: oneOf(personas),
  /** Time of day at which it is sent. */
  at: string(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "08:00", in quotes'),
  /** IANA name; if absent, the time zone of its first group of nights. */
  timeZone: optional(line),
  /** Groups whose nights it reports on. */
  nights: list(group, "a list of one to ten groups", upTo(10)),
  /** Figures of the day, each with its change from the day before and from the same weekday a week before. */
  figures: list(figure, "a list of one to twenty visuals", upTo(20)),
  // Nobody would look at more, and mail servers would cut off the message
  pictures: optional(list(picture, "a list of one to three visuals", upTo(3))),
});

export type MailVisual = Of<typeof figure>;
export type Mail = Of<typeof mailSchema>;

/** Default number of days of a picture: four weeks, so that each weekday appears four times. */
export const usualDays = 28;
