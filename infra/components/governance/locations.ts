import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { zones, type Zone } from "../../../model/names.ts";
import { usesKeys, type Keys } from "../../permissions/key-uses.ts";
import { allow, type Statement } from "../../permissions/policy.ts";
import type { Place } from "../../place.ts";
import { ServiceRole } from "../building-blocks/service-role.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";

export interface LocationsArgs {
  readonly place: Place;
  readonly buckets: Readonly<Record<Zone, ZoneBucket>>;
  readonly keys: Keys;
  /** Completes before anything is registered: only a data lake administrator may register. */
  readonly after: pulumi.Resource;
}

/**
 * The zones' buckets as locations governed by Lake Formation, and the role whose credentials it vends to readers.
 * Hybrid access is off: whatever isn't granted is refused, even to roles with S3 permissions in IAM.
 */
export class Locations extends pulumi.ComponentResource {
  readonly registered: readonly aws.lakeformation.Resource[];

  constructor(name: string, args: LocationsArgs, options: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:Locations", name, {}, options);
    const { place, buckets, keys } = args;
    const role = new ServiceRole(
      name,
      {
        place,
        part: "lakeformation",
        service: "lakeformation.amazonaws.com",
        description: "Gives Lake Formation access to the tables' files on behalf of authorized readers",
        statements: [...statements(buckets), ...usesKeys("lakeformation", keys)],
      },
      { parent: this },
    );
    this.registered = zones.map(
      (zone) =>
        new aws.lakeformation.Resource(
          `${name}-${zone}`,
          { arn: buckets[zone].arn, roleArn: role.arn, hybridAccessEnabled: false },
          { parent: this, dependsOn: [role.policy, args.after] },
        ),
    );
    this.registerOutputs({});
  }
}

/**
 * Nothing on raw: it is registered so that nobody creates tables over it unnoticed, and a mistaken grant exposes no
 * personal values. The other zones are writable because Glue's optimizers write with these credentials; jobs have roles
 * of their own.
 */
const statements = ({ processed, curated }: LocationsArgs["buckets"]): Statement[] => {
  const buckets = [processed, curated];
  return [
    allow(
      "UseTableFiles",
      ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
      buckets.map(({ arn }) => pulumi.interpolate`${arn}/*`),
    ),
    allow(
      "ListTableFiles",
      ["s3:ListBucket"],
      buckets.map(({ arn }) => arn),
    ),
  ];
};
