import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tlsOnly } from "../../permissions/policy.ts";
import { queueName, type DeadLetters, type Place } from "../../place.ts";

export interface DeadLetterQueueArgs {
  readonly place: Place;
  readonly queue: DeadLetters;
  readonly keyArn: pulumi.Input<string>;
}

/** SQS's maximum retention. A message keeps its age when it is moved here. */
const keptForSeconds = 14 * 86_400;

/** Holds messages and calls that failed every attempt until somebody has handled them. */
export class DeadLetterQueue extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: DeadLetterQueueArgs, options: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:DeadLetterQueue", name, {}, options);
    const queue = new aws.sqs.Queue(
      name,
      { name: queueName(args.place, args.queue), messageRetentionSeconds: keptForSeconds, kmsMasterKeyId: args.keyArn },
      { parent: this },
    );
    new aws.sqs.QueuePolicy(
      `${name}-tls`,
      { queueUrl: queue.url, policy: tlsOnly("sqs:*", queue.arn) },
      { parent: this },
    );
    this.arn = queue.arn;
    this.url = queue.url;
    this.registerOutputs({ url: this.url });
  }
}
