/** A mail as of an instant: the state of its nights, its figures and its pictures. */
import { readReport } from "../../aws/artifacts/reports.ts";
import type { Concerns } from "../../model/concerns.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import type { Answered } from "../../model/dashboards/values.ts";
import { columnsShown } from "../../model/dashboards/vega.ts";
import { questionsOf, type Asked, type AskedPicture } from "../../model/mails/ask.ts";
import { contentOf, type MailContent } from "../../model/mails/content.ts";
import type { Mail } from "../../model/mails/definition.ts";
import type { MailBundle } from "../../model/documents/mail-bundle.ts";
import { figuresOf, type FigureGroup } from "../../model/mails/figures.ts";
import { pictureSvg, pictureText, type PictureText } from "../../model/mails/picture.ts";
import { countingRun, overallState, verdictOf, type NightFacts } from "../../model/mails/verdict.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { lastNight } from "../../model/schedules/runs.ts";
import { previousNight } from "../../model/windows.ts";
import type { Documents } from "../../aws/s3/documents.ts";
import type { LedgerReader } from "../../aws/ledger/ledger-reader.ts";

/** An engine's answer to a statement. */
export interface EngineAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: Answered["rows"];
}

export interface ComposePorts {
  readonly ledger: Pick<LedgerReader, "nightRuns" | "runStatus">;
  readonly artifacts: Pick<Documents, "read">;
  readonly bundle: Bundle;
  readonly mails: Pick<MailBundle, "dashboards">;
  /** Queries with the permissions of the mail's readers. */
  readonly ask: (statement: string) => Promise<EngineAnswer>;
  readonly png: (svg: string) => Promise<Uint8Array>;
  readonly concerns: (now: string) => Promise<Concerns>;
  /** URL of the dashboards; `undefined` if there are none. */
  readonly dashboardsUrl: string | undefined;
}

export interface Picture extends PictureText {
  /** Id by which the HTML part refers to it. */
  readonly id: string;
  readonly png: Uint8Array;
}

export interface ComposedMail {
  /** Day of the night that it reports, `YYYY-MM-DD`. */
  readonly day: string;
  readonly content: MailContent;
  readonly pictures: readonly Picture[];
}

const nightFacts = async (group: string, dueAt: string, ports: ComposePorts): Promise<NightFacts> => {
  const { ledger, artifacts, bundle } = ports;
  const schedule = bundle.schedules.find((candidate) => candidate.group === group);
  const night = schedule === undefined ? previousNight(dueAt, "UTC") : lastNight(schedule, dueAt);
  const run = countingRun(await ledger.nightRuns(group, night.window));
  const [status, report] = await Promise.all([
    run && ledger.runStatus(run.runId),
    run && readReport(artifacts, run.runId),
  ]);
  const expected = bundle.datasets.filter((dataset) => dataset.group === group).map(({ id }) => id);
  return {
    ...{ group, night, expected, datasets: status?.datasets ?? [] },
    ...(run !== undefined && { run }),
    ...(report !== undefined && { report }),
  };
};

/** Reports a visual that cannot be queried or drawn, without affecting the others. */
const attempt = async <Result>(title: string, work: () => Promise<Result>): Promise<Result | { reason: string }> => {
  try {
    return await work();
  } catch (error) {
    const reasons =
      error instanceof ProblemsError ? error.problems.map(({ message }) => message) : [(error as Error).message];
    return { reason: `${title}: ${reasons.join("; ")}` };
  }
};

const answerTo = async ({ visual, values, statement }: Asked, ports: ComposePorts): Promise<Answered> => {
  const { columns, rows } = await ports.ask(statement);
  return { columns: columnsShown(visual, columns, values), rows };
};

const drawn = async (picture: AskedPicture, index: number, ports: ComposePorts): Promise<Picture> => {
  const answered = await answerTo(picture, ports);
  const png = await ports.png(await pictureSvg(picture, answered));
  return { id: `picture-${index + 1}`, ...pictureText(picture, answered), png };
};

interface Shown {
  readonly figures: readonly FigureGroup[];
  readonly pictures: readonly Picture[];
  readonly failures: readonly string[];
}

const showOf = async (mail: Mail, day: string, ports: ComposePorts): Promise<Shown> => {
  const asked = questionsOf(mail, ports.mails, day);
  const [figures, pictures] = await Promise.all([
    Promise.all(
      asked.figures.map((one) =>
        attempt(one.visual.title, async () => figuresOf(one.visual, one.values, await answerTo(one, ports), day)),
      ),
    ),
    Promise.all(asked.pictures.map((one, index) => attempt(one.visual.title, () => drawn(one, index, ports)))),
  ]);
  return {
    figures: figures.flatMap((one) => ("reason" in one ? [] : [one])),
    pictures: pictures.flatMap((one) => ("reason" in one ? [] : [one])),
    failures: [...figures, ...pictures].flatMap((one) => ("reason" in one ? [one.reason] : [])),
  };
};

/**
 * @param dueAt instant (ISO 8601) at which the mail is due: it reports the last nights that are over by then
 */
export const composeMail = async (mail: Mail, dueAt: string, ports: ComposePorts): Promise<ComposedMail> => {
  const nights = await Promise.all(mail.nights.map((group) => nightFacts(group, dueAt, ports)));
  const concerns = await ports.concerns(dueAt);
  const day = nights[0]?.night.date ?? "";
  const state = overallState(nights.map(verdictOf));
  const isDone = state === "complete" || state === "complete with findings";
  const { figures, pictures, failures } = isDone
    ? await showOf(mail, day, ports)
    : { figures: undefined, pictures: [], failures: [] };
  const { dashboardsUrl } = ports;
  const content = contentOf({
    ...{ mail, nights, concerns, failures, dashboardsUrl },
    pictures: pictures.map(({ id, title, alt }) => ({ id, title, alt })),
    ...(figures && { figures }),
  });
  return { day, content, pictures };
};
