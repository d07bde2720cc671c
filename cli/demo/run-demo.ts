import type { Report } from "../../model/documents/report.ts";
import { production } from "../../model/sql/environment.ts";
import type { Answer } from "../answer.ts";
import { openLake, type Lake } from "../aws/lake.ts";
import { openSqlLake } from "../aws/sql-lake.ts";
import type { Context } from "../context.ts";
import { changeText, demoSources, deployStack, putSandboxSecrets, requireDemoSource } from "../local/deploy-demo.ts";
import { bringUpSandbox } from "../local/sandbox-start.ts";
import { formatSeconds } from "../output/format.ts";
import { renderRows } from "../output/rows.ts";
import { revisionDocument, revisionSummary } from "../output/sql-revision.ts";
import { apart } from "../output/text.ts";
import { carryOutPlan, isNothingToDo, requirePermissions } from "../sql/applying.ts";
import { makePlan } from "../sql/planning.ts";
import { askAs } from "./governed.ts";
import { demoNight } from "./night.ts";
import { demoPage } from "./page.ts";
import { profile as profileOf, type DemoNight, type DemoQuestion, type ProfileName } from "./profiles.ts";

export interface DemoRequest {
  readonly profile: ProfileName;
  readonly stack: string;
  readonly days: number;
  readonly rows?: number;
  readonly again: boolean;
  readonly isMeant: (report: Report) => boolean;
}

const seconds = (since: number): number => (performance.now() - since) / 1000;

/** Sandbox and deployment: everything that the first night needs. */
const prepare = async ({ stack, rows }: DemoRequest, { progress }: Context): Promise<string> => {
  const started = performance.now();
  const environment = await bringUpSandbox(progress, rows === undefined ? {} : { missionRows: rows });
  const source = requireDemoSource();
  const deployment = { stack, environment, sources: demoSources(source.url) };
  const changes = await deployStack(deployment, progress);
  await putSandboxSecrets(deployment, source);
  return `Set-up and deployment: ${formatSeconds(seconds(started))} (${changeText(changes)})`;
};

const ask = async (lake: Lake, question: DemoQuestion, signal: AbortSignal): Promise<Answer> => {
  const result = await lake.athena.query(question.sql, { signal });
  const text = [question.title, `  ${question.sql.replaceAll("\n", "\n  ")}`, "", renderRows(result)];
  return { document: { ...question, columns: result.columns, rows: result.rows }, text };
};

/** A table gets a quarantine table with its first bad row; the flights have none. */
const moreToAsk: Readonly<Record<ProfileName, string>> = {
  flights: "select * from flights_curated.cancellations order by cancelled_flights desc limit 10",
  mission: "select * from mission_processed.transactions_quarantine limit 10",
};

const whereToLook = (group: string, name: ProfileName): string => `Where to look next:
  npm run -s lakehouse -- status               was the night complete?
  npm run -s lakehouse -- run ${group} --help   run another night
  npm run -s lakehouse -- access show          who may see what?
  npm run -s lakehouse -- access check         and is that enforced?
  npm run -s lakehouse -- sandbox stop         stops every process, keeps the data
  npm run -s lakehouse -- query "show tables in ${group}_curated"
  npm run -s lakehouse -- query "${moreToAsk[name]}"`;

/** Models, views and Redshift objects, as anyone applies them with `lakehouse sql apply`. */
const applySql = async (lake: Lake, context: Context): Promise<Answer> => {
  const sqlLake = await openSqlLake(lake);
  const plan = await makePlan(sqlLake, { environment: production }, context);
  if (isNothingToDo(plan)) return { document: { changes: [] }, text: "SQL: everything declared is live." };
  await requirePermissions(plan, []);
  const revision = await carryOutPlan(sqlLake, plan, context);
  return { document: revisionDocument(revision), text: `SQL: ${revisionSummary(revision)}` };
};

/** From nothing to SQL answers; existing parts are kept. */
export const runDemo = async (request: DemoRequest, context: Context): Promise<Answer & { readonly page: string }> => {
  const { progress, signal } = context;
  const { group, nights, questions, governed } = profileOf(request.profile, request.days);
  const setUp = await prepare(request, context);
  const lake = await openLake(request.stack);
  const runNight = (night: DemoNight): Promise<Answer> => demoNight(lake, { ...request, group, night }, context);
  const [first, ...later] = nights;
  const reports = first === undefined ? [] : [await runNight(first)];
  // Models read the first night's data; from then on every night builds them itself.
  const sql = await applySql(lake, context);
  for (const night of later) reports.push(await runNight(night));
  const asked: Answer[] = [];
  for (const question of questions) {
    asked.push(await progress.step(`Query: ${question.title}`, () => ask(lake, question, signal)));
  }
  const askedAs: Answer[] = [];
  for (const question of governed) {
    const step = `Query as ${question.as}: ${question.title}`;
    askedAs.push(await progress.step(step, () => askAs(lake, question, signal)));
  }
  const page = await demoPage(request.profile, request.stack, progress);
  const answers = asked.map(({ document }) => document);
  return {
    document: {
      profile: request.profile,
      nights: reports.map(({ document }) => document),
      sql: sql.document,
      answers,
      governed: askedAs.map(({ document }) => document),
      page,
    },
    text: apart([
      setUp,
      ...reports.map(({ text }, index) => [nights[index]?.title ?? "", text]),
      sql.text,
      ...asked.map(({ text }) => text),
      ...askedAs.map(({ text }) => text),
      whereToLook(group, request.profile),
      `Dashboards, until \`sandbox stop\`: ${page}`,
    ]),
    page,
    finding: reports.some(({ finding }) => finding === true),
  };
};
