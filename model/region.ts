/**
 * AWS partitions, their regions, and services that a region lacks. Pure, so this is known before anything is created.
 */
import type { Problem } from "./validation/problem.ts";

interface Partition {
  /** Second part of every ARN, e.g. `aws-cn`. */
  readonly name: string;
  /** Suffix of services' endpoint names, e.g. `amazonaws.com.cn`. */
  readonly dnsSuffix: string;
}

/**
 * By patterns of region names, as in AWS's own SDKs: botocore 1.43 has the list in `data/partitions.json`;
 * `@aws-sdk/core` doesn't export its list, and `@aws-cdk/region-info` has no patterns.
 */
const partitions: readonly (Partition & { readonly regions: RegExp })[] = [
  { name: "aws", dnsSuffix: "amazonaws.com", regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/ },
  { name: "aws-cn", dnsSuffix: "amazonaws.com.cn", regions: /^cn-\w+-\d+$/ },
  { name: "aws-us-gov", dnsSuffix: "amazonaws.com", regions: /^us-gov-\w+-\d+$/ },
  { name: "aws-eusc", dnsSuffix: "amazonaws.eu", regions: /^eusc-de-\w+-\d+$/ },
  { name: "aws-iso", dnsSuffix: "c2s.ic.gov", regions: /^us-iso-\w+-\d+$/ },
  { name: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", regions: /^us-isob-\w+-\d+$/ },
  { name: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", regions: /^eu-isoe-\w+-\d+$/ },
  { name: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", regions: /^us-isof-\w+-\d+$/ },
];

export const partitionOf = (region: string): Partition | undefined =>
  partitions.find(({ regions }) => regions.test(region));

/** Name of a service's endpoint in a region, as used in conditions and principals. */
export const regionalName = (service: string, region: string): string =>
  `${service}.${region}.${partitionOf(region)?.dnsSuffix ?? "amazonaws.com"}`;

/** Documented consoles: https://docs.aws.amazon.com/general/latest/gr/rande.html and the other partitions' guides. */
const consoles: Readonly<Record<string, string>> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/** Where a signed-in person finds an object; its URI if no console is known. */
export const objectPlace = (region: string, bucket: string, key: string): string => {
  const host = consoles[partitionOf(region)?.name ?? ""];
  const asked = new URLSearchParams({ region, prefix: key }).toString();
  return host === undefined ? `s3://${bucket}/${key}` : `https://${region}.${host}/s3/object/${bucket}?${asked}`;
};

/**
 * Regions that lack a service, as patterns, by the service's endpoint name: those without an endpoint in botocore
 * 1.43's `data/endpoints.json`. No Node package has this data. Other services of the program exist in every region.
 */
const missingIn: Readonly<Record<string, RegExp>> = {
  athena: /^us-isob?-west-1$/,
  budgets: /^(us-gov|eusc)-/,
  glue: /^us-isob?-west-1$/,
  lakeformation: /^us-isob?-west-1$/,
  quicksight:
    /^(ap-east-[12]|ap-northeast-3|ap-south-2|ap-southeast-[467]|ca-west-1|me-south-1|mx-central-1|us-west-1|cn-northwest-1|us-isob?-.*|eu-isoe-.*|eusc-.*)$/,
  "redshift-serverless": /^(me-south-1|us-isob?-.*)$/,
};

/** A service that a stack needs. */
export interface NeededService {
  /** As in its endpoint's name, e.g. `redshift-serverless`. */
  readonly service: string;
  /** The setting that uses it, and how to do without it; absent if no stack can do without it. */
  readonly setting?: { readonly place: string; readonly fix: string };
}

/** Why a stack that needs these services can't be deployed in the region. */
export const regionProblems = (region: string, needed: readonly NeededService[]): readonly Problem[] => {
  if (partitionOf(region) === undefined) {
    const names = partitions.map(({ name }) => name).join(", ");
    return [
      {
        code: "REGION_UNKNOWN_PARTITION",
        place: "aws:region",
        message: `found ${region}, must be a region of the partitions ${names}`,
        fix: "write the region's name as AWS does, e.g. eu-central-1",
      },
    ];
  }
  return needed
    .filter(({ service }) => missingIn[service]?.test(region))
    .map(({ service, setting }) => ({
      code: "REGION_SERVICE_MISSING",
      place: setting?.place ?? "aws:region",
      message: `found the region ${region}, which has no ${service}; must be one that has it`,
      fix: setting === undefined ? "deploy to another region" : `${setting.fix}, or deploy to another region`,
    }));
};
