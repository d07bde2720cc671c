import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { readsObjects, usesLedger } from "../../permissions/access.ts";
import { LambdaFunction, type FunctionDefaults } from "../building-blocks/lambda-function.ts";
import type { Ledger } from "../storage/ledger.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";

export interface ContractAcceptanceArgs {
  readonly functions: FunctionDefaults;
  readonly ledger: Ledger;
  readonly artifacts: ZoneBucket;
  /** Key of the compiled contracts in the artifacts bucket. */
  readonly bundleKey: pulumi.Output<string>;
}

/**
 * Compares the contracts with those that the tables were last published with. Everything that works by contracts takes
 * the bundle key from here, so a deployment with contracts that the tables can't follow stops before it affects a
 * night.
 */
export class ContractAcceptance extends pulumi.ComponentResource {
  /** The key, once the contracts are accepted. */
  readonly bundleKey: pulumi.Output<string>;

  constructor(name: string, args: ContractAcceptanceArgs) {
    super("lakehouse:infra:ContractAcceptance", name);
    const accept = new LambdaFunction(
      `${name}-accept`,
      {
        defaults: args.functions,
        part: "accept",
        description: "Refuses contracts that the stored tables can't follow",
        timeoutSeconds: 120,
        memoryMiB: 512,
        environment: { ARTIFACTS_BUCKET: args.artifacts.bucket, LEDGER_TABLE: args.ledger.tableName },
        statements: [
          readsObjects("ReadContracts", args.artifacts, ["contracts/"]),
          usesLedger(args.ledger.tableArn, ["BatchGetItem"]),
        ],
      },
      { parent: this },
    );
    const accepted = new aws.lambda.Invocation(
      `${name}-accepted`,
      { functionName: accept.functionName, input: pulumi.jsonStringify({ bundleKey: args.bundleKey }) },
      { parent: this },
    );
    this.bundleKey = pulumi.all([args.bundleKey, accepted.result]).apply(([key]) => key);
    this.registerOutputs({ bundleKey: this.bundleKey });
  }
}
