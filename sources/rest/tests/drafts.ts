/** Drafted contracts, made into ones that compile: without their marks, and with the corrections that the marks ask for. */
import { stringify } from "yaml";
import { guessMark } from "../../../model/contracts/custom-properties.ts";
import type { Bundle } from "../../../model/documents/contract-bundle.ts";
import type { Draft, InferenceRequest } from "../../../sources/draft.ts";
import { inferFromApi } from "../infer/index.ts";
import type { Part } from "./items.ts";
import { compiled } from "./night.ts";

/** Drafts what is at a URL. */
export const draft = async (place: string, options: Partial<InferenceRequest> = {}): Promise<Draft> =>
  inferFromApi({
    ...{ source: "demo", name: "items", place, auth: { type: "none" }, secret: "", credentials: "LAKEHOUSE_TOKEN" },
    ...{ headers: {}, timeoutSeconds: 5, ...options },
  });

const isMark = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "property" in value && value.property === guessMark;

/** A document without marks, and without lists that held only them. */
export const withoutMarks = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter((item) => !isMark(item)).map(withoutMarks);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, withoutMarks(member)] as const);
  return Object.fromEntries(entries.filter(([, member]) => !(Array.isArray(member) && member.length === 0)));
};

interface Property {
  readonly property: string;
  readonly value: unknown;
}

/** What the contract's settings are. */
export const settingsIn = ({ contract }: Draft): Readonly<Record<string, unknown>> => {
  const { customProperties }: { readonly customProperties?: readonly Property[] } = contract;
  return Object.fromEntries((customProperties ?? []).map(({ property, value }) => [property, value]));
};

export interface DraftedColumn {
  readonly name: string;
  readonly physicalName?: string;
  readonly logicalType: string;
  readonly physicalType?: string;
  readonly required: boolean;
  readonly classification: string;
  readonly primaryKey?: boolean;
  readonly customProperties?: readonly Property[];
}

export const columnsIn = ({ contract }: Draft): readonly DraftedColumn[] => {
  const { schema }: { readonly schema?: readonly { readonly properties: readonly DraftedColumn[] }[] } = contract;
  return schema?.[0]?.properties ?? [];
};

/** @param request members of the request that correct guesses */
export const bundleOfDraft = (made: Draft, request: Part = {}): Bundle => {
  const settings: Readonly<Record<string, unknown>> = {
    ...settingsIn(made),
    lakehousePageSize: 10,
    lakehouseRequest: { ...(settingsIn(made)["lakehouseRequest"] as object), ...request },
  };
  const customProperties = Object.entries(settings).map(([property, value]) => ({ property, value }));
  const contract = withoutMarks({ ...made.contract, customProperties });
  return compiled(stringify({ sources: [made.source] }), stringify(contract));
};
