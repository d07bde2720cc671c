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
  /** Is done before anything is registered: who registers has to be an administrator of the data lake. */
  readonly after: pulumi.Resource;
}

/**
 * The zones' buckets as locations that Lake Formation governs, and the role by whose credentials it lets readers in.
 * Hybrid access is off: what isn't granted is refused, also to those who have S3 permissions in IAM.
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
        description: "What Lake Formation does with the tables' files on behalf of those whom it lets",
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
 * Nothing on raw: it is registered so that nobody makes tables of it unasked, and a grant by mistake opens no personal
 * value. The others are written too, because Glue's optimizers write by these credentials; jobs have roles of their own.
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
