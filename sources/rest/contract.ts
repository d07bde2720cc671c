/** What REST APIs add to contracts and `sources.yaml`. */
import * as Type from "typebox";
import type { ContractCode } from "../../model/contracts/codes.ts";
import type { Report } from "../../model/contracts/report.ts";
import type { ContractKind, KindRequest } from "../../model/contracts/source-kind.ts";
import type { Setting } from "../../model/contracts/custom-properties.ts";
import type { WindowFit } from "../../model/documents/contract-bundle.ts";
import { maximumPageSize } from "../../model/paging.ts";
import { checkSchema } from "../../model/validation/check-schema.ts";
import { found } from "../../model/validation/found.ts";
import type { Of } from "../../model/validation/schema.ts";
import {
  path,
  requestDefaults,
  requestSettings,
  sourceMembers,
  sourceSettings,
  windowEnds,
  type RequestSettings,
  type RestRequest,
  type RestSource,
} from "./settings.ts";

const codes = ["CONTRACT_PAGE_SIZE", "CONTRACT_PATH", "CONTRACT_REQUEST", "CONTRACT_REQUEST_UNFIT"] as const;
type RestReport = Pick<Report<(typeof codes)[number] | ContractCode>, "add">;

const pageSize = Type.Integer({
  minimum: 1,
  maximum: maximumPageSize,
  title: `a page size; must be 1 to ${maximumPageSize}, the source's cap`,
});

interface Required<Schema extends Type.TSchema> {
  readonly name: string;
  readonly code: (typeof codes)[number];
  readonly schema: Schema;
  readonly fix: string;
}

const pathSetting: Required<typeof path> = {
  name: "lakehousePath",
  code: "CONTRACT_PATH",
  schema: path,
  fix: 'write the path below the source\'s base URL, e.g. "/flights"',
};
const pageSizeSetting: Required<typeof pageSize> = {
  name: "lakehousePageSize",
  code: "CONTRACT_PAGE_SIZE",
  schema: pageSize,
  fix: `write a whole number up to ${maximumPageSize}`,
};

const readRequired = <Schema extends Type.TSchema>(
  report: RestReport,
  { name, code, schema, fix }: Required<Schema>,
  { value, path: at }: Setting,
): Of<Schema> | undefined => {
  if (value === undefined) {
    report.add("CONTRACT_PROPERTY_MISSING", at, `${name} is not set`, `add a custom property ${name}`);
    return undefined;
  }
  const checked = checkSchema(schema, value);
  if (checked.problems === undefined) return checked.value;
  const { title = "" }: { readonly title?: string } = schema;
  report.add(code, at, `${found(value)} is not ${title}`, fix);
  return undefined;
};

const readOverrides = (report: RestReport, { value, path: at }: Setting): RequestSettings | undefined => {
  if (value === undefined) return {};
  const copy: unknown = structuredClone(value);
  const checked = checkSchema(requestSettings, copy);
  if (checked.problems === undefined) return checked.value;
  for (const problem of checked.problems) {
    report.add("CONTRACT_REQUEST", [...at, ...problem.path], problem.message, problem.fix);
  }
  return undefined;
};

/** Parameters that a request states, each with the member that states it. */
const statedParameters = ({ query, sort, window, paging }: RestRequest): readonly (readonly [string, string])[] => {
  const { type, ...members } = paging;
  const named: Readonly<Record<string, unknown>> = members;
  const ofPaging = ["limit", "offset", "size", "page", "cursor", "after"].map((member) => named[member]);
  return [
    ...Object.keys(query).map((name) => [name, "query"] as const),
    ...Object.keys(window.query).map((name) => [name, "window.query"] as const),
    ...Object.keys(sort).map((name) => [name, "sort"] as const),
    ...ofPaging.filter((name) => typeof name === "string").map((name) => [name, `paging of type ${type}`] as const),
  ];
};

/** Parameters and texts that contradict each other, or mean nothing. */
const parameterFaults = (request: RestRequest): readonly (readonly [message: string, fix: string])[] => {
  const stated = statedParameters(request);
  const twice = stated.flatMap(([name, by], index) => {
    const before = stated.slice(0, index).find(([other]) => other === name)?.[1];
    if (before === undefined) return [];
    return [[`the parameter "${name}" is set by ${before} and by ${by}`, "set it once"] as const];
  });
  const texts = Object.values(request.window.query);
  const ends = windowEnds.map((end) => `{${end}}`);
  const odd = texts.flatMap((text) => text.match(/\{[a-z_]+\}/gi) ?? []).filter((end) => !ends.includes(end));
  return [
    ...twice,
    ...odd.map((end) => [`window.query has "${end}"; a window has ${ends.join(", ")}`, "write one of them"] as const),
    ...(texts.some((text) => text.includes("{since}"))
      ? []
      : [
          [
            'window.query has no "{since}", so every night would ask for the same',
            "name where the window begins",
          ] as const,
        ]),
  ];
};

/** Rules between a request's members. */
const checkRequest = (report: RestReport, at: Setting["path"], request: RestRequest): boolean => {
  const { format, paging, total } = request;
  const faults = parameterFaults(request);
  for (const [message, fix] of faults) report.add("CONTRACT_REQUEST_UNFIT", at, message, fix);
  if (faults.length > 0) return false;
  const needs = [
    ...(paging.type === "cursor" || paging.type === "next-link" ? [`paging of type ${paging.type}`] : []),
    ...(paging.type === "keyset" && paging.more !== undefined ? ["paging.more"] : []),
    ...(total.from === "body" ? ["a total from the body"] : []),
  ];
  if (format !== "json" && needs.length > 0) {
    const message = `${needs.join(" and ")} ${needs.length > 1 ? "are" : "is"} read from a JSON answer, but format is ${format}`;
    report.add(
      "CONTRACT_REQUEST_UNFIT",
      at,
      message,
      "choose paging and total that are not in the body, or format json",
    );
    return false;
  }
  if (total.from === "none" && total.rows !== undefined && total.rows.least > total.rows.most) {
    const message = `total.rows has least ${total.rows.least} and most ${total.rows.most}`;
    report.add("CONTRACT_REQUEST_UNFIT", at, message, "write the smaller number as least");
    return false;
  }
  return true;
};

const fitOf = ({ window: { query, format } }: RestRequest): WindowFit => {
  const texts = Object.values(query);
  if (!texts.some((text) => text.includes("{until}") || text.includes("{last}"))) return "open";
  return format === "date" ? "days" : "exact";
};

const readRequest: ContractKind["readRequest"] = (report, settings, source): KindRequest | undefined => {
  const { lakehousePath, lakehousePageSize, lakehouseRequest } = settings;
  if (lakehousePath === undefined || lakehousePageSize === undefined || lakehouseRequest === undefined)
    return undefined;
  const where = readRequired(report, pathSetting, lakehousePath);
  const size = readRequired(report, pageSizeSetting, lakehousePageSize);
  const own = readOverrides(report, lakehouseRequest);
  if (where === undefined || size === undefined || own === undefined) return undefined;
  const shared = (source as RestSource | undefined)?.request ?? {};
  const request: RestRequest = { path: where, pageSize: size, ...requestDefaults, ...shared, ...own };
  if (!checkRequest(report, lakehouseRequest.path, request)) return undefined;
  const parameters = JSON.stringify([request.query, request.window.query]);
  return {
    request,
    format: request.format === "csv" ? { type: "csv", delimiter: request.delimiter } : { type: "json" },
    windowFit: fitOf(request),
    reads: parameters === defaultParameters ? where : `${where} ${parameters}`,
    readsPath: lakehousePath.path,
  };
};

const defaultParameters = JSON.stringify([requestDefaults.query, requestDefaults.window.query]);

export const restContracts: ContractKind = {
  name: "rest",
  sourceMembers,
  secretOf: (settings) => {
    const checked = checkSchema(sourceSettings, structuredClone(settings));
    const auth = checked.value?.auth;
    if (auth === undefined || auth.type === "none") return {};
    const rotation = auth.type === "bearer" ? auth.rotation : undefined;
    return { tokenSecret: auth.secret, ...(rotation !== undefined && { tokenRotation: rotation }) };
  },
  codes,
  settings: ["lakehousePath", "lakehousePageSize", "lakehouseRequest"],
  readRequest,
};
