import { baseUrl as baseUrlSchema } from "../../model/validation/schema.ts";
import type { Source } from "../../model/documents/contract-bundle.ts";
import type { SourceKind } from "../kind.ts";
import type { ConnectorPorts, SourceLocation } from "../ports.ts";
import { authentication } from "./auth/index.ts";
import { restConnector } from "./connector.ts";
import { restContracts } from "./contract.ts";
import { sourceClient } from "./http/client.ts";
import { inferFromApi } from "./infer/index.ts";
import { pagerOf } from "./paging/index.ts";
import { probeDataset } from "./probe.ts";
import { requestOf } from "./request.ts";
import { settingsOf } from "./source.ts";

/** An API, reached. */
const reach = (source: Source, { address, secretId = "" }: SourceLocation, ports: ConnectorPorts) => {
  const { auth, rate } = settingsOf(source);
  const baseUrl = address.replace(/\/+$/, "");
  const { readSecret, takeFromRate, timeoutSeconds, patienceSeconds, clock } = ports;
  const ask = sourceClient({
    baseUrl,
    ...(auth.type !== "none" && { secretId }),
    authenticate: authentication(auth, { source: source.name, baseUrl, secretId, readSecret, timeoutSeconds, clock }),
    takeTurn: async (place, deadline) => {
      if (rate !== undefined) await takeFromRate(source.name, rate, place, deadline);
    },
    timeoutSeconds,
    ...(patienceSeconds !== undefined && { patienceSeconds }),
    clock,
  });
  const secretParameter = auth.type === "api-key" && auth.in === "query" ? auth.name : undefined;
  return { ask, links: { baseUrl, secretParameter } };
};

/** REST APIs that answer with JSON, NDJSON, or CSV. */
export const rest: SourceKind = {
  contracts: restContracts,
  address: {
    member: "baseUrl",
    schema: baseUrlSchema,
    what: "API",
    example: "https://…",
    portOf: (address) => {
      const { port, protocol } = new URL(address);
      return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
    },
  },
  connect: (source, location, ports) => {
    const { ask, links } = reach(source, location, ports);
    return restConnector(ask, links);
  },
  probe: async ({ source, location, dataset, window, deadline }, ports) => {
    const { ask, links } = reach(source, location, ports);
    return probeDataset(ask, pagerOf(requestOf(dataset), links), dataset, window, deadline);
  },
  infer: { prefixes: ["https://", "http://"], draft: inferFromApi },
};
