import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../../place.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";

export interface AnalyticsArgs {
  readonly place: Place;
  readonly queryResults: ZoneBucket;
  readonly keyArn: pulumi.Input<string>;
  /** A query that scans more is canceled. */
  readonly scanLimitGiB: number;
  /** Whether deletion of the workgroup fails while it has saved queries. */
  readonly protect: boolean;
}

/** The Athena workgroup for analysts. Its settings apply to every query; clients can't override them. */
export class Analytics extends pulumi.ComponentResource {
  readonly workgroup: pulumi.Output<string>;

  constructor(name: string, args: AnalyticsArgs) {
    super("lakehouse:infra:Analytics", name);
    const workgroup = new aws.athena.Workgroup(
      `${name}-workgroup`,
      {
        name: args.place.prefix,
        description: "Queries of the lakehouse",
        forceDestroy: !args.protect,
        configuration: {
          enforceWorkgroupConfiguration: true,
          publishCloudwatchMetricsEnabled: true,
          bytesScannedCutoffPerQuery: args.scanLimitGiB * 1024 ** 3,
          engineVersion: { selectedEngineVersion: "Athena engine version 3" },
          resultConfiguration: {
            outputLocation: pulumi.interpolate`s3://${args.queryResults.bucket}/athena/`,
            encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: args.keyArn },
          },
        },
      },
      { parent: this },
    );
    this.workgroup = workgroup.name;
    this.registerOutputs({ workgroup: this.workgroup });
  }
}
