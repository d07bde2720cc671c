/** The contracts of public APIs, and their secrets, as a deployment takes them. */
import { parse } from "yaml";
import type { ContractFile } from "../../../sandbox/deployment/program-copy.ts";
import { secrets, textsOf, type PublicApi } from "../../../sources/rest/tests/public-api.ts";

interface SourceEntry {
  readonly name: string;
  readonly auth: { readonly secret: string };
}

export interface DeployedApi {
  readonly name: PublicApi;
  readonly source: SourceEntry;
  readonly contracts: readonly ContractFile[];
  readonly secret: string;
}

/** Records that each of them has. */
export const apiRows = 300;

/** All of their records changed in it. */
export const apiWindow = { since: "2025-12-01T00:00:00.000Z", until: "2026-06-01T00:00:00.000Z" };

const apiOf = (name: PublicApi): DeployedApi => {
  const texts = textsOf(name);
  const { sources } = parse(texts.get("sources.yaml") ?? "") as { readonly sources: readonly [SourceEntry] };
  const contracts = [...texts].flatMap(([file, text]) => (file === "sources.yaml" ? [] : [{ name: file, text }]));
  return { name, source: sources[0], contracts, secret: secrets[name] };
};

export const deployedApis: readonly DeployedApi[] = (Object.keys(secrets) as PublicApi[]).map(apiOf);

/** Where the demo source at `url` models one. */
export const apiAddress = (url: string, { name }: DeployedApi): string =>
  `${url}/apis/${name},run=deployed,rows=${apiRows}`;
