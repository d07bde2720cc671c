import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../../place.ts";

export interface LedgerArgs {
  readonly place: Place;
  readonly keyArn: pulumi.Input<string>;
  readonly protect: boolean;
}

/** The history of every run: one item per run, dataset, and page. All writes are conditional. */
export class Ledger extends pulumi.ComponentResource {
  readonly tableName: pulumi.Output<string>;
  readonly tableArn: pulumi.Output<string>;

  constructor(name: string, args: LedgerArgs) {
    super("lakehouse:infra:Ledger", name);
    const table = new aws.dynamodb.Table(
      `${name}-table`,
      {
        name: `${args.place.prefix}-ledger`,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "pk",
        rangeKey: "sk",
        attributes: [
          { name: "pk", type: "S" },
          { name: "sk", type: "S" },
        ],
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: args.keyArn },
        deletionProtectionEnabled: args.protect,
      },
      { parent: this, protect: args.protect },
    );
    this.tableName = table.name;
    this.tableArn = table.arn;
    this.registerOutputs({ tableName: this.tableName });
  }
}
