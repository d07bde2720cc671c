import type { Bundle, Dataset, Source } from "../model/documents/contract-bundle.ts";
import { Fault } from "../model/fault.ts";
import type { Problem } from "../model/validation/problem.ts";
import type { Connector } from "./connector.ts";
import { sourceKinds } from "./index.ts";
import type { SourceKind } from "./kind.ts";
import type { ConnectorPorts, SourceLocation } from "./ports.ts";

/** Where each source is, by name, according to the stack's config. */
export type Locations = ReadonlyMap<string, SourceLocation>;

/** The connector of a dataset's source; one per source and process, so that its pauses and connections are shared. */
export type ConnectorOf = (bundle: Bundle, dataset: Pick<Dataset, "id" | "source">) => Connector;

const never = (problem: Problem): Fault => new Fault(problem, { retry: "never" });

const sourceOf = ({ sources }: Bundle, { id, source }: Pick<Dataset, "id" | "source">): Source => {
  const found = sources.find(({ name }) => name === source);
  if (found !== undefined) return found;
  const message = `the contracts have no source ${source}`;
  throw never({ code: "BUNDLE_UNREADABLE", place: `dataset ${id}`, message, fix: "deploy the stack again" });
};

const locate = ({ name: source, tokenSecret }: Source, locations: Locations): SourceLocation => {
  const location = locations.get(source);
  if (location !== undefined && tokenSecret !== undefined && location.secretId === undefined) {
    const message = `"secretId" is missing; the source's credentials are in the secret ${tokenSecret}`;
    const fix = "deploy the stack again; the program sets it";
    throw never({ code: "ENVIRONMENT_VARIABLE_INVALID", place: `SOURCES ${source}`, message, fix });
  }
  if (location !== undefined) return location;
  const configured = [...locations.keys()].join(", ");
  throw never({
    code: "SOURCE_NOT_CONFIGURED",
    place: `source ${source}`,
    message: `the stack has no settings for it; it has ${configured}`,
    fix: `add it to lakehouse:sources in the stack's config and deploy again`,
  });
};

export const connectorsOf = (
  locations: Locations,
  ports: ConnectorPorts,
  kinds: readonly SourceKind[] = sourceKinds,
): ConnectorOf => {
  const connectors = new Map<string, Connector>();
  const connect = (source: Source): Connector => {
    const kind = kinds.find(({ contracts }) => contracts.name === source.kind);
    const location = locate(source, locations);
    if (kind !== undefined) return kind.connect(source, location, ports);
    const message = `this release knows no sources of kind ${source.kind}`;
    throw never({ code: "BUNDLE_UNREADABLE", place: `source ${source.name}`, message, fix: "deploy the stack again" });
  };
  return (bundle, dataset) => {
    const source = sourceOf(bundle, dataset);
    // Runs of other contracts may describe the source otherwise
    const key = JSON.stringify(source);
    const connector = connectors.get(key) ?? connect(source);
    connectors.set(key, connector);
    return connector;
  };
};
