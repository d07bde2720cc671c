/** What `mails/<name>.yaml` says; `title` says what is allowed. */
import { personas } from "../governance/principals.ts";
import { kebab, list, object, oneOf, optional, string, text, wholeNumber, type Of } from "../validation/schema.ts";

// A subject and a header take one line
const line = string(/^[^\r\n]*\S[^\r\n]*$/, "text of one line");
const group = string(/^[a-z][a-z0-9_]{0,39}$/, "a group's name in lower snake case");

/** A visual of a dashboard: what it shows is defined there, and only there. */
const visual = { dashboard: kebab, visual: kebab };
const figure = object("a map with dashboard and visual", visual);
const picture = object("a map with dashboard, visual and days", {
  ...visual,
  /** Days that it shows, the night's own the last. */
  days: optional(wholeNumber(1, 366)),
});
const upTo = (maxItems: number) => ({ minItems: 1, maxItems, uniqueItems: true });

export const mailSchema = object("a mail", {
  name: kebab,
  title: line,
  description: text,
  owner: line,
  /** As whom it is asked for: nobody reads in it what this persona may not see. */
  audience: oneOf(personas),
  /** Time of day at which it is sent. */
  at: string(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "08:00", in quotes'),
  /** IANA name; that of the first of its nights when absent. */
  timeZone: optional(line),
  /** Groups whose nights it reports on. */
  nights: list(group, "a list of one to ten groups", upTo(10)),
  /** Figures of the day, each with its change to the day before and to the same weekday a week before. */
  figures: list(figure, "a list of one to twenty visuals", upTo(20)),
  // More would be looked at by nobody, and make a message that mail servers cut off
  pictures: optional(list(picture, "a list of one to three visuals", upTo(3))),
});

export type MailVisual = Of<typeof figure>;
export type Mail = Of<typeof mailSchema>;

/** Days of a picture that states none: four weeks, so that each weekday is there four times. */
export const usualDays = 28;
