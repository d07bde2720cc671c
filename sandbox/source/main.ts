/** The demo's REST API as a process: `main.ts --port P --data DIR --tokens FILE [--mission-rows N] [--mission-date YYYY-MM-DD]`. */
import { parseArgs } from "node:util";
import { flightsProfile } from "./flights.ts";
import { missionProfile } from "./mission.ts";
import { scaleProfile } from "./scale.ts";
import { sourceServer, type SourceTables } from "./server.ts";
import type { SourceTable } from "./table.ts";
import { sourceTokens } from "./tokens.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    data: { type: "string" },
    tokens: { type: "string" },
    "mission-rows": { type: "string", default: "1000000" },
    "mission-date": { type: "string" },
  },
});

const token = process.env["DEMO_SOURCE_TOKEN"] ?? "";
if (values.port === undefined || values.data === undefined || values.tokens === undefined || token === "") {
  process.stderr.write(
    "usage: DEMO_SOURCE_TOKEN=… main.ts --port P --data DIR --tokens FILE [--mission-rows N] [--mission-date D]\n",
  );
  process.exit(2);
}

const under = (prefix: string, tables: ReadonlyMap<string, () => SourceTable>): [string, () => SourceTable][] =>
  [...tables].map(([path, table]) => [`${prefix}${path}`, table]);

const rows = Number(values["mission-rows"]);
const mission = missionProfile({ rowsPerDay: rows, preparedDate: values["mission-date"] });
const tables: SourceTables = new Map([
  ...under("/flights", flightsProfile(values.data)),
  ...under("/mission", mission),
  ...under("/scale", scaleProfile(rows)),
]);
const server = sourceServer(tables, sourceTokens(token, values.tokens));
server.listen(Number(values.port), "127.0.0.1");

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
