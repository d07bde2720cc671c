import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { DriftDocument } from "../../../cli/output/drift.ts";
import type { Report } from "../../../model/documents/report.ts";
import { lakehouse, lakehouseJson } from "../../support/command.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

interface Located {
  readonly address: string;
}

/** The functions that query the source: each has its own configuration of where it is. */
const functions = ["plan", "extract", "reconcile"].map((part) => `lakehouse-sandbox-${part}`);

/** The source at `origin`, whose airlines have an additional field. */
const withAlliance = (origin: string): Server => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { authorization = "" } = request.headers;
    const given = await fetch(`${origin}${request.url ?? ""}`, { headers: { authorization } });
    const body = (await given.json()) as { data?: object[] };
    const records = body.data?.map((record) => ({ ...record, alliance: "SkyTeam", "ann@example.org": "SkyTeam" }));
    response.writeHead(given.status, { "content-type": "application/json" });
    response.end(JSON.stringify(request.url?.includes("/airlines") === true ? { ...body, data: records } : body));
  };
  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
};

describe("A night's crawl", () => {
  let lambda: LambdaClient;
  const variables = new Map<string, Record<string, string>>();
  let server: Server;

  before(async () => {
    await flightsDemo();
    lambda = new LambdaClient(sandboxClientOptions());
    for (const name of functions) {
      const { Environment: found } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
      variables.set(name, found?.Variables ?? {});
    }
    server = withAlliance(new URL(sourcesOf(functions[0] ?? "")["flights"]?.address ?? "").origin);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    await locate((address) => address);
    // the last landed run and the last crawled run are of the original source
    await night();
    await lakehouse(["drift", "flights", "--crawl"]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    lambda.destroy();
  });

  const sourcesOf = (name: string) => JSON.parse(variables.get(name)?.["SOURCES"] ?? "{}") as Record<string, Located>;

  /** Changes the address of the flights source in the functions. */
  const locate = async (move: (address: string) => string): Promise<void> => {
    for (const name of functions) {
      const { flights, ...others } = sourcesOf(name);
      const moved = { ...others, flights: { ...flights, address: move(flights?.address ?? "") } };
      const Variables = { ...variables.get(name), SOURCES: JSON.stringify(moved) };
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables } }));
    }
  };
  const night = async () => (await lakehouseJson<Report>("run", "flights", "--date", "2014-01-03")).drift;

  it("is not due while the source sends what it sent, and the report says so", async () => {
    await locate((address) => address);
    expect(await night()).to.deep.equal({ findings: [], unknown: [], notDue: ["flights"] });
  });

  it("is made when a field comes that no contract names, once", async () => {
    const { port } = server.address() as AddressInfo;
    await locate((address) => `http://127.0.0.1:${port}${new URL(address).pathname}`);
    const found = { datasetId: "flights.airlines", kind: "new", column: "alliance" };
    const unnamed = [{ datasetId: "flights.airlines", count: 1 }];
    const first = await night();
    expect(first?.notDue).to.equal(undefined);
    expect(first?.unnamed).to.deep.equal(unnamed);
    // a crawler doesn't hold names back; what extract records does
    expect(first?.findings).to.deep.include({ ...found, found: "string" });
    expect(await night()).to.deep.equal({ findings: [found], unknown: [], unnamed, notDue: ["flights"] });
  });

  it("is not needed for the command to know the field", async () => {
    const { exitCode, stdout } = await lakehouse(["drift", "flights.airlines", "--json"]);
    const { findings } = JSON.parse(stdout) as DriftDocument;
    expect(findings.map(({ kind, column }) => `${kind} ${column}`)).to.include("new alliance");
    expect(exitCode).to.equal(1);
  });
});
