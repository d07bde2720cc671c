import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../model/dataset.ts";
import { databaseName, zones, type Zone } from "../../model/names.ts";

export interface CatalogArgs {
  readonly sources: readonly Source[];
  /** Bucket of each zone; a table of `<source>_<zone>` is at `s3://<bucket>/<source>/<table>/`. */
  readonly buckets: Readonly<Record<Zone, pulumi.Input<string>>>;
}

/** A Glue database per source and zone. Tables are created by the job from the contracts, views by the SQL planner. */
export class Catalog extends pulumi.ComponentResource {
  constructor(name: string, args: CatalogArgs, options?: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:Catalog", name, {}, options);
    for (const source of args.sources) {
      for (const zone of zones) {
        const database = databaseName(source.name, zone);
        new aws.glue.CatalogDatabase(
          `${name}-${database}`,
          {
            name: database,
            description: `${source.description} (${zone} zone)`,
            locationUri: pulumi.interpolate`s3://${args.buckets[zone]}/${source.name}/`,
          },
          { parent: this },
        );
      }
    }
    this.registerOutputs({});
  }
}
