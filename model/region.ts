/** Partitions of AWS, their regions, and services that a region lacks: pure, so that it is known before anything is made. */
import type { Problem } from "./validation/problem.ts";

interface Partition {
  /** Second part of every ARN, e.g. `aws-cn`. */
  readonly name: string;
  /** Ends the names of services' endpoints, e.g. `amazonaws.com.cn`. */
  readonly dnsSuffix: string;
}

/**
 * By what the regions' names look like. Of AWS's own SDKs, whose list botocore 1.43 has as `data/partitions.json`; that
 * of `@aws-sdk/core` isn't exported, and `@aws-cdk/region-info` knows no patterns.
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

/** Name of a service where requests are addressed to it in a region, as conditions and principals have it. */
export const regionalName = (service: string, region: string): string =>
  `${service}.${region}.${partitionOf(region)?.dnsSuffix ?? "amazonaws.com"}`;

/** Of the consoles that are documented: https://docs.aws.amazon.com/general/latest/gr/rande.html, and its siblings' guides. */
const consoles: Readonly<Record<string, string>> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/** Where a person who is signed in finds an object; its URI where no console is known. */
export const objectPlace = (region: string, bucket: string, key: string): string => {
  const host = consoles[partitionOf(region)?.name ?? ""];
  const asked = new URLSearchParams({ region, prefix: key }).toString();
  return host === undefined ? `s3://${bucket}/${key}` : `https://${region}.${host}/s3/object/${bucket}?${asked}`;
};

/**
 * Regions that lack a service, as patterns, by its endpoint's name: what botocore 1.43's `data/endpoints.json` has no
 * endpoint for. No package for Node says so. Services of the program that aren't here are in every region.
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
  /** The setting that takes it and what to write for a stack without it; left out where no stack goes without. */
  readonly setting?: { readonly place: string; readonly fix: string };
}

/** Why a stack that needs these services can't be in the region. */
export const regionProblems = (region: string, needed: readonly NeededService[]): readonly Problem[] => {
  if (partitionOf(region) === undefined) {
    const names = partitions.map(({ name }) => name).join(", ");
    return [
      {
        code: "REGION_UNKNOWN_PARTITION",
        place: "aws:region",
        message: `found ${region}, allowed is a region of the partitions ${names}`,
        fix: "write the region's name as AWS does, e.g. eu-central-1",
      },
    ];
  }
  return needed
    .filter(({ service }) => missingIn[service]?.test(region))
    .map(({ service, setting }) => ({
      code: "REGION_SERVICE_MISSING",
      place: setting?.place ?? "aws:region",
      message: `found the region ${region}, which has no ${service}; allowed is one that has`,
      fix: setting === undefined ? "deploy to another region" : `${setting.fix}, or deploy to another region`,
    }));
};
