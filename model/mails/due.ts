/** When mails are due. Pure; "now" is always an argument. */
import { Temporal } from "temporal-polyfill";
import type { Mail } from "./definition.ts";

const dueOn = ({ at }: Pick<Mail, "at">, timeZone: string, date: Temporal.PlainDate): Temporal.Instant =>
  date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(at) }).toInstant();

const written = (instant: Temporal.Instant): string => new Date(instant.epochMilliseconds).toISOString();

/** The instant at which the mail about the night of `date` (`YYYY-MM-DD`) is due: the next morning. */
export const dueAfter = (mail: Pick<Mail, "at">, timeZone: string, date: string): string =>
  written(dueOn(mail, timeZone, Temporal.PlainDate.from(date).add({ days: 1 })));

/** The last due instant of the mail up to `now` (ISO 8601). */
export const lastDue = (mail: Pick<Mail, "at">, timeZone: string, now: string): string => {
  const instant = Temporal.Instant.from(now);
  const today = instant.toZonedDateTimeISO(timeZone).toPlainDate();
  const due = dueOn(mail, timeZone, today);
  const isPast = Temporal.Instant.compare(due, instant) <= 0;
  return written(isPast ? due : dueOn(mail, timeZone, today.subtract({ days: 1 })));
};
