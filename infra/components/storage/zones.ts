import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../../../model/documents/contract-bundle.ts";
import { zones as zoneNames, type BucketPurpose, type Zone } from "../../../model/names.ts";
import { isOneOf } from "../../../model/parts.ts";
import type { KeyName, Keys } from "../../permissions/key-uses.ts";
import { roleArn, type PartRole } from "../../permissions/roles.ts";
import type { Place } from "../../place.ts";
import { ZoneBucket, type Expiry } from "./zone-bucket.ts";

export interface ZonesArgs {
  readonly place: Place;
  readonly keys: Keys;
  /** Their contracts say when raw objects expire. */
  readonly datasets: readonly Dataset[];
  readonly protect: boolean;
}

const queryResultDays = 30;
const accessLogDays = 90;

/**
 * Parts whose roles read the zones' objects directly from S3; all others read tables through Lake Formation. Lake
 * Formation itself has no access to raw: a mistaken grant exposes nothing there.
 */
const readersOf = {
  // reconcile reads which keys a page has from the start of its object; it can read the sources' tokens anyway
  raw: ["extract", "reconcile", "process", "crawl"],
  processed: ["process", "curate", "lakeformation", "maintain"],
  curated: ["curate", "lakeformation", "maintain"],
} satisfies Readonly<Record<Zone, readonly PartRole[]>>;

/** The lake's buckets: raw → processed → curated, plus those for runs' artifacts and query results. */
export class Zones extends pulumi.ComponentResource {
  readonly raw: ZoneBucket;
  readonly processed: ZoneBucket;
  readonly curated: ZoneBucket;
  readonly artifacts: ZoneBucket;
  readonly queryResults: ZoneBucket;

  constructor(name: string, args: ZonesArgs) {
    super("lakehouse:infra:Zones", name);
    // S3 delivers no logs to a bucket whose default key isn't S3's own:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    const accessLogs = new ZoneBucket(
      `${name}-access-logs`,
      {
        place: args.place,
        purpose: "access-logs",
        keyArn: undefined,
        versioned: false,
        expiries: [{ prefix: "", days: accessLogDays }],
        readers: undefined,
        accessLogs: undefined,
        protect: args.protect,
      },
      { parent: this },
    );
    const zone = (
      purpose: BucketPurpose,
      key: KeyName,
      versioned: boolean,
      protect: boolean,
      expiries: readonly Expiry[] = [],
    ): ZoneBucket =>
      new ZoneBucket(
        `${name}-${purpose}`,
        {
          place: args.place,
          purpose,
          keyArn: args.keys[key],
          versioned,
          expiries,
          protect,
          readers: isOneOf(zoneNames, purpose)
            ? readersOf[purpose].map((role) => roleArn(args.place, role))
            : undefined,
          accessLogs,
        },
        { parent: this },
      );
    this.raw = zone("raw", "raw", true, args.protect, rawExpiries(args.datasets));
    this.processed = zone("processed", "processed", false, args.protect);
    this.curated = zone("curated", "curated", false, args.protect);
    this.artifacts = zone("artifacts", "operations", true, args.protect);
    this.queryResults = zone("query-results", "results", false, false, [{ prefix: "", days: queryResultDays }]);
    this.registerOutputs({});
  }
}

/** How long each dataset's raw objects are kept, ordered by prefix. */
const rawExpiries = (datasets: readonly Dataset[]): Expiry[] =>
  datasets
    .map(({ source, name, rawRetentionDays }) => ({ prefix: `${source}/${name}/`, days: rawRetentionDays }))
    .sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
