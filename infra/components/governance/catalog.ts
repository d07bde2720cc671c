import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { databaseName, zones, type Zone } from "../../../model/names.ts";

export interface CatalogArgs {
  readonly sources: readonly Source[];
  /** Bucket of each zone; a table in `<source>_<zone>` is stored at `s3://<bucket>/<source>/<table>/`. */
  readonly buckets: Readonly<Record<Zone, pulumi.Input<string>>>;
  /**
   * Created before the databases and deleted after them: the settings that supply a new database's defaults, and the
   * permissions to drop it.
   */
  readonly after: readonly pulumi.Resource[];
}

/** A Glue database per source and zone. The job creates tables from the contracts; the SQL planner creates views. */
export class Catalog extends pulumi.ComponentResource {
  /** Database names as outputs, by name: whatever uses a database waits for it. */
  readonly databases: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: CatalogArgs) {
    super("lakehouse:infra:Catalog", name);
    const create = (source: Source, zone: Zone): [string, pulumi.Output<string>] => {
      const database = databaseName(source.name, zone);
      const created = new aws.glue.CatalogDatabase(
        `${name}-${database}`,
        {
          name: database,
          description: `${source.description} (${zone} zone)`,
          locationUri: pulumi.interpolate`s3://${args.buckets[zone]}/${source.name}/`,
        },
        { parent: this, dependsOn: [...args.after] },
      );
      return [database, created.name];
    };
    this.databases = Object.fromEntries(args.sources.flatMap((source) => zones.map((zone) => create(source, zone))));
    this.registerOutputs({});
  }
}
