/**
 * Contracts that earlier releases compiled, when every source was one REST API. Tables were published with them, and
 * `accept` compares the next ones with them.
 */
type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** How every source was asked. */
const request = {
  query: {},
  headers: {},
  records: "$.data[*]",
  format: "json",
  delimiter: ",",
  paging: { type: "offset", limit: "limit", offset: "offset" },
  total: { from: "body", path: "$.total" },
  sort: {},
  window: { query: { updated_since: "{since}", updated_until: "{until}" }, format: "instant" },
};

const sourceOf = (source: unknown): unknown => {
  if (!isFields(source) || "kind" in source) return source;
  const { tokenSecret, tokenRotation } = source;
  const auth = { type: "bearer", secret: tokenSecret, ...(tokenRotation !== undefined && { rotation: tokenRotation }) };
  return { ...source, kind: "rest", settings: { auth } };
};

const datasetOf = (dataset: unknown): unknown => {
  if (!isFields(dataset) || !isFields(dataset["extraction"]) || "request" in dataset["extraction"]) return dataset;
  const { path, pageSize, ...extraction } = dataset["extraction"];
  return { ...dataset, extraction: { ...extraction, request: { path, pageSize, ...request } } };
};

/** A bundle in today's form; anything else is returned as it is. */
export const upgradedBundle = (bundle: unknown): unknown => {
  if (!isFields(bundle)) return bundle;
  const { sources, datasets } = bundle;
  return {
    ...bundle,
    ...(Array.isArray(sources) && { sources: sources.map(sourceOf) }),
    ...(Array.isArray(datasets) && { datasets: datasets.map(datasetOf) }),
  };
};
