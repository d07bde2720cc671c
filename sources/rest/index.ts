import type { SourceKind } from "../kind.ts";
import { authentication } from "./auth/index.ts";
import { restConnector } from "./connector.ts";
import { restContracts } from "./contract.ts";
import { sourceClient } from "./http/client.ts";
import { locationOf, settingsOf } from "./source.ts";
import { locationSchema } from "./settings.ts";

/** REST APIs that answer with JSON, NDJSON, or CSV. */
export const rest: SourceKind = {
  contracts: restContracts,
  location: locationSchema,
  connect: (source, location, ports) => {
    const { auth, rate } = settingsOf(source);
    const { baseUrl: written, secretId = "" } = locationOf(source, auth, location);
    const baseUrl = written.replace(/\/+$/, "");
    const { readSecret, takeFromRate, timeoutSeconds, patienceSeconds, clock } = ports;
    const ask = sourceClient({
      baseUrl,
      ...(auth.type !== "none" && { secretId }),
      authenticate: authentication(auth, {
        source: source.name,
        baseUrl,
        secretId,
        readSecret,
        timeoutSeconds,
        clock,
      }),
      takeTurn: async (place, deadline) => {
        if (rate !== undefined) await takeFromRate(source.name, rate, place, deadline);
      },
      timeoutSeconds,
      ...(patienceSeconds !== undefined && { patienceSeconds }),
      clock,
    });
    const secretParameter = auth.type === "api-key" && auth.in === "query" ? auth.name : undefined;
    return restConnector(ask, { baseUrl, secretParameter });
  },
};
