/** The repository's dashboards over the demos' tables, served as by the command. */
import { openLake, type Lake } from "../../../cli/aws/lake.ts";
import { Answers } from "../../../cli/dashboards/answers.ts";
import { buildAssets } from "../../../cli/dashboards/assets.ts";
import { readDashboards } from "../../../cli/dashboards/read.ts";
import { serveDashboards } from "../../../cli/dashboards/server.ts";
import type { Serving } from "../../../cli/kept-up.ts";
import { Views } from "../../../cli/dashboards/views.ts";
import { principalNamed } from "../../../cli/principals.ts";
import type { CheckedDashboard } from "../../../model/dashboards/checked.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { missionDemo } from "../../support/mission-demo.ts";
import { figuresOfNights } from "../../support/night-figures.ts";
import { useSandboxInProcess } from "../../support/sandbox.ts";

type Rows = readonly (readonly (string | null)[])[];

export interface Served {
  readonly lake: Lake;
  readonly read: () => readonly CheckedDashboard[];
  /** With the command's own role, or the named principal's. */
  readonly serve: (as?: string, dashboards?: Served["read"]) => Promise<Serving>;
  readonly rowsOf: (sql: string) => Promise<Rows>;
  readonly close: () => Promise<void>;
}

export const serveDemos = async (): Promise<Served> => {
  useSandboxInProcess();
  await flightsDemo();
  await missionDemo();
  const lake = await openLake("sandbox");
  await figuresOfNights(lake);
  const read = await readDashboards();
  const opened: Serving[] = [];
  return {
    lake,
    read,
    serve: async (as, dashboards = read) => {
      const principal = as === undefined ? undefined : principalNamed(lake.deployment.governance.principals, as);
      const engine = as === undefined ? lake.athena : await lake.athenaAs(as);
      const { signal } = new AbortController();
      const answers = new Answers({ engine, freshSeconds: 3600, timeoutSeconds: 60, signal });
      const views = new Views({ read: dashboards, answers, ...(principal && { principal }) });
      const serving = await serveDashboards(views, await buildAssets(), 0);
      opened.push(serving);
      return serving;
    },
    rowsOf: async (sql) => (await lake.athena.query(sql)).rows,
    close: async () => {
      await Promise.all(opened.map(({ close }) => close()));
    },
  };
};
