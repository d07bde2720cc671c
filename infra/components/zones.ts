import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../../model/dataset.ts";
import type { Place } from "./place.ts";
import { ZoneBucket, type Expiry } from "./zone-bucket.ts";

export interface ZonesArgs {
  readonly place: Place;
  readonly keyArn: pulumi.Input<string>;
  /** Their raw objects expire as their contracts say. */
  readonly datasets: readonly Dataset[];
  readonly protect: boolean;
}

const queryResultDays = 30;

/** The lake's buckets: raw → processed → curated, with the runs' artifacts and the queries' results beside them. */
export class Zones extends pulumi.ComponentResource {
  readonly raw: ZoneBucket;
  readonly processed: ZoneBucket;
  readonly curated: ZoneBucket;
  readonly artifacts: ZoneBucket;
  readonly queryResults: ZoneBucket;

  constructor(name: string, args: ZonesArgs, options?: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:Zones", name, {}, options);
    const zone = (
      zoneName: string,
      versioned: boolean,
      protect: boolean,
      expiries: readonly Expiry[] = [],
    ): ZoneBucket =>
      new ZoneBucket(
        `${name}-${zoneName}`,
        { place: args.place, zone: zoneName, keyArn: args.keyArn, versioned, expiries, protect },
        { parent: this },
      );
    this.raw = zone("raw", true, args.protect, rawExpiries(args.datasets));
    this.processed = zone("processed", false, args.protect);
    this.curated = zone("curated", false, args.protect);
    this.artifacts = zone("artifacts", true, args.protect);
    this.queryResults = zone("query-results", false, false, [{ prefix: "", days: queryResultDays }]);
    this.registerOutputs({});
  }
}

/** How long the raw objects of each dataset are kept, in the order of their prefixes. */
export const rawExpiries = (datasets: readonly Dataset[]): Expiry[] =>
  datasets
    .map(({ source, name, rawRetentionDays }) => ({ prefix: `${source}/${name}/`, days: rawRetentionDays }))
    .sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
