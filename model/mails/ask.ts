/** A mail's queries to an engine, and the use of the results. Pure. */
import { visualsOf, type Dashboard } from "../dashboards/definition.ts";
import type { AskingVisual } from "../dashboards/visual-schema.ts";
import { isAsking } from "../dashboards/kinds.ts";
import { readValues, type Values } from "../dashboards/parameters.ts";
import { statementOf } from "../dashboards/sql.ts";
import { comparisons, daysBefore } from "./figures.ts";
import { usualDays, type Mail, type MailVisual } from "./definition.ts";
import type { MailBundle } from "../documents/mail-bundle.ts";
import { periodOf } from "./series.ts";

/** A visual as a mail queries it. */
export interface Asked {
  readonly visual: AskingVisual;
  readonly values: Values;
  readonly statement: string;
}

export interface AskedPicture extends Asked {
  /** First and last day that it shows. */
  readonly from: string;
  readonly to: string;
}

export interface MailQuestions {
  readonly figures: readonly Asked[];
  readonly pictures: readonly AskedPicture[];
}

const asked = (
  dashboards: readonly Dashboard[],
  { dashboard: name, visual: wanted }: MailVisual,
  { from, to }: { readonly from: string; readonly to: string },
): Asked => {
  const dashboard = dashboards.find((one) => one.name === name);
  const visual = dashboard && visualsOf(dashboard).find((one) => one.name === wanted);
  if (dashboard === undefined || visual === undefined || !isAsking(visual)) {
    throw new Error(`visual ${name}/${wanted} does not exist: the mail was not checked`);
  }
  const period = periodOf(dashboard, visual) ?? "";
  const { values } = readValues(dashboard, new URLSearchParams({ [period]: `${from}..${to}` }));
  return { visual, values, statement: statementOf(dashboard, visual, values) };
};

/** Days back of the farthest comparison. */
const farthest = Math.max(...comparisons.map(({ days }) => days));

/**
 * A mail's statements. Each is limited to the days that the mail covers, so that an older figure never replaces a
 * missing one.
 *
 * @param day `YYYY-MM-DD` of the night
 */
export const questionsOf = (
  { figures, pictures = [] }: Mail,
  { dashboards }: Pick<MailBundle, "dashboards">,
  day: string,
): MailQuestions => ({
  figures: figures.map((item) => asked(dashboards, item, { from: daysBefore(day, farthest), to: day })),
  pictures: pictures.map((item) => {
    const period = { from: daysBefore(day, (item.days ?? usualDays) - 1), to: day };
    return { ...asked(dashboards, item, period), ...period };
  }),
});
