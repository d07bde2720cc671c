/** What `mails/<name>.yaml` says, as the schema beside it lets it through. */
import type { Persona } from "../governance/principals.ts";

/** A visual of a dashboard: what it shows is defined there, and only there. */
export interface MailVisual {
  readonly dashboard: string;
  readonly visual: string;
}

export interface MailPicture extends MailVisual {
  /** Days that it shows, the night's own the last. */
  readonly days?: number;
}

export interface Mail {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly owner: string;
  /** As whom it is asked for: nobody reads in it what this persona may not see. */
  readonly audience: Persona;
  /** Time of day at which it is sent, `HH:MM`. */
  readonly at: string;
  /** IANA name; that of the first of its nights when absent. */
  readonly timeZone?: string;
  /** Groups whose nights it reports on. */
  readonly nights: readonly string[];
  /** Figures of the day, each with its change to the day before and to the same weekday a week before. */
  readonly figures: readonly MailVisual[];
  readonly pictures?: readonly MailPicture[];
}

/** Days of a picture that states none: four weeks, so that each weekday is there four times. */
export const usualDays = 28;

/** The compiled mails of a repository, with the dashboards whose visuals they show. */
export interface MailBundle<Dashboard> {
  readonly formatVersion: 1;
  readonly mails: readonly Mail[];
  readonly dashboards: readonly Dashboard[];
}
