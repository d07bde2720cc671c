import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tlsOnly } from "../../permissions/policy.ts";
import { queueName, type Place } from "../../place.ts";
import { DeadLetterQueue } from "../building-blocks/dead-letter-queue.ts";

export interface PageQueueArgs {
  readonly place: Place;
  readonly keyArn: pulumi.Input<string>;
  /** Timeout of the function that processes the messages. */
  readonly functionTimeoutSeconds: number;
  readonly maxReceiveCount: number;
}

const daysInSeconds = (days: number): number => days * 86_400;

/** Claim-check messages (under 1 KiB) for pages to fetch, and the dead-letter queue for those that fail too often. */
export class PageQueue extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  readonly deadLetterUrl: pulumi.Output<string>;

  constructor(name: string, args: PageQueueArgs, options: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:PageQueue", name, {}, options);
    const { place } = args;
    const dead = new DeadLetterQueue(
      `${name}-dead`,
      { place, queue: "pages-dead", keyArn: args.keyArn },
      { parent: this },
    );
    const queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        name: queueName(place, "pages"),
        visibilityTimeoutSeconds: visibilitySeconds(args.functionTimeoutSeconds),
        messageRetentionSeconds: daysInSeconds(4),
        receiveWaitTimeSeconds: 20,
        kmsMasterKeyId: args.keyArn,
        redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: args.maxReceiveCount }),
      },
      { parent: this },
    );
    new aws.sqs.QueuePolicy(
      `${name}-tls`,
      { queueUrl: queue.url, policy: tlsOnly("sqs:*", queue.arn) },
      { parent: this },
    );
    new aws.sqs.RedriveAllowPolicy(
      `${name}-redrive-allow`,
      {
        queueUrl: dead.url,
        redriveAllowPolicy: pulumi.jsonStringify({ redrivePermission: "byQueue", sourceQueueArns: [queue.arn] }),
      },
      { parent: this },
    );
    this.arn = queue.arn;
    this.url = queue.url;
    this.deadLetterUrl = dead.url;
    this.registerOutputs({ url: this.url });
  }
}

/**
 * How long only one worker sees a message. With less than six times the function's timeout, a message could reappear
 * while throttled invocations are still being retried:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const visibilitySeconds = (functionTimeoutSeconds: number): number => 6 * functionTimeoutSeconds;
