import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Schedule, Source } from "../../../model/documents/contract-bundle.ts";
import { expressionOf, timeZoneOf } from "../../../model/mails/check.ts";
import type { Mail } from "../../../model/mails/definition.ts";
import { mailsKey } from "../../../model/names.ts";
import { listsObjects, readsObjects, usesLedger } from "../../permissions/access.ts";
import { asksAthena } from "../../permissions/athena.ts";
import { usesKeys, type Keys } from "../../permissions/key-uses.ts";
import { allow, type Statement } from "../../permissions/policy.ts";
import { roleArn } from "../../permissions/roles.ts";
import { arn, type Place } from "../../place.ts";
import { DeadLetterQueue } from "../building-blocks/dead-letter-queue.ts";
import { LambdaFunction, type FunctionDefaults } from "../building-blocks/lambda-function.ts";
import { ServiceRole } from "../building-blocks/service-role.ts";
import type { GovernedPrincipal } from "../governance/governance.ts";
import type { Ledger } from "../storage/ledger.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";

export interface MailsArgs {
  readonly place: Place;
  readonly functions: FunctionDefaults;
  readonly keys: Keys;
  readonly sources: readonly Source[];
  readonly schedules: readonly Schedule[];
  readonly artifacts: ZoneBucket;
  readonly queryResults: ZoneBucket;
  readonly ledger: Ledger;
  readonly bundleKey: pulumi.Input<string>;
  readonly workgroup: pulumi.Input<string>;
  readonly scheduleGroup: pulumi.Input<string>;
  readonly schedulesEnabled: boolean;
  /** Mails that have recipients; all for one audience. */
  readonly mails: readonly Mail[];
  /** The mails in the form the function reads, and the hash that names the object. */
  readonly json: string;
  readonly hash: string;
  readonly from: string;
  /** Recipients' addresses by mail. */
  readonly to: Readonly<Record<string, readonly string[]>>;
  readonly dashboardsUrl: string | undefined;
}

/** A mail that arrives in the afternoon helps nobody: the failure is reported instead. */
const retriedForSeconds = 2 * 3600;
/** Dozens of queries and pictures. */
const timeoutSeconds = 300;

/**
 * The morning mails: a schedule for each in its time zone, the function that queries figures as its audience and sends
 * them, and the addresses, whose owners SES asks to confirm.
 */
export class Mails extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  /** The function's role as a Lake Formation principal: it reads what its audience reads. */
  readonly reader: GovernedPrincipal;

  constructor(name: string, args: MailsArgs) {
    super("lakehouse:infra:Mails", name);
    const { place, keys, artifacts, sources, mails, from, to } = args;
    const addresses = [...new Set([from, ...Object.values(to).flat()])].sort();
    for (const address of addresses) {
      new aws.sesv2.EmailIdentity(`${name}-${address}`, { emailIdentity: address }, { parent: this });
    }
    const definitions = new aws.s3.BucketObjectv2(
      `${name}-definitions`,
      { bucket: artifacts.bucket, key: mailsKey(args.hash), content: args.json, contentType: "application/json" },
      { parent: this },
    );
    const failed = new DeadLetterQueue(
      `${name}-dead`,
      { place, queue: "mails-dead", keyArn: keys.operations },
      { parent: this },
    );
    const mail = new LambdaFunction(
      `${name}-mail`,
      {
        defaults: args.functions,
        part: "mail",
        description: "Queries the morning's figures and sends them by mail",
        timeoutSeconds,
        memoryMiB: 1024,
        environment: {
          ARTIFACTS_BUCKET: artifacts.bucket,
          BUNDLE_KEY: args.bundleKey,
          LEDGER_TABLE: args.ledger.tableName,
          MAILS_KEY: definitions.key,
          MAIL_FROM: from,
          MAIL_TO: JSON.stringify(to),
          SCHEDULES_ENABLED: String(args.schedulesEnabled),
          WORKGROUP: args.workgroup,
          ...(args.dashboardsUrl !== undefined && { DASHBOARDS_URL: args.dashboardsUrl }),
        },
        statements: statements(args, addresses),
        // the scheduler invokes asynchronously and doesn't wait
        deadLetters: failed.arn,
      },
      { parent: this },
    );
    this.schedule(name, args, mail, failed);
    this.functionName = mail.functionName;
    this.reader = {
      name: "mail",
      persona: mails[0]?.audience ?? "bi",
      role: roleArn(place, "mail"),
      domains: sources.map((source) => source.name),
      after: [mail.permissions],
    };
    this.registerOutputs({ functionName: this.functionName });
  }

  private schedule(name: string, args: MailsArgs, mail: LambdaFunction, failed: DeadLetterQueue): void {
    const part = "mail-schedules";
    const role = new ServiceRole(
      `${name}-schedules`,
      {
        place: args.place,
        part,
        service: "scheduler.amazonaws.com",
        description: "What the schedules of the mails may do",
        statements: [
          allow("SendMails", ["lambda:InvokeFunction"], [mail.arn]),
          allow("KeepFailedMails", ["sqs:SendMessage"], [failed.arn]),
          ...usesKeys(part, args.keys),
        ],
      },
      { parent: this },
    );
    for (const one of args.mails) {
      new aws.scheduler.Schedule(
        `${name}-schedule-${one.name}`,
        {
          name: `mail-${one.name}`,
          groupName: args.scheduleGroup,
          description: `Sends the mail ${one.name}`,
          scheduleExpression: expressionOf(one),
          scheduleExpressionTimezone: timeZoneOf(one, args.schedules),
          flexibleTimeWindow: { mode: "OFF" },
          state: args.schedulesEnabled ? "ENABLED" : "DISABLED",
          target: {
            arn: mail.arn,
            roleArn: role.arn,
            input: JSON.stringify({ mail: one.name, scheduledTime: "<aws.scheduler.scheduled-time>" }),
            retryPolicy: { maximumEventAgeInSeconds: retriedForSeconds, maximumRetryAttempts: 20 },
            deadLetterConfig: { arn: failed.arn },
          },
        },
        { parent: this, dependsOn: [role.policy] },
      );
    }
  }
}

const statements = (args: MailsArgs, addresses: readonly string[]): Statement[] => {
  const { place, artifacts, ledger, from } = args;
  const identities = addresses.map((address) => arn(place, "ses", `identity/${address}`));
  return [
    usesLedger(ledger.tableArn, ["GetItem", "BatchGetItem", "Query", "PutItem"]),
    readsObjects("ReadDefinitions", artifacts, ["contracts/", "mails/", "runs/", "sql/"]),
    // an unfinished night has no report: S3 then answers 404 instead of 403
    listsObjects("FindReports", artifacts),
    ...asksAthena(args),
    allow("LookAtAddresses", ["ses:GetEmailIdentity"], identities),
    // While an account may send to confirmed addresses only, SES checks the recipients' identities as well; this is the
    // action of a raw message, whatever the operation is called:
    // https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html
    allow("SendMails", ["ses:SendRawEmail"], identities, { StringEquals: { "ses:FromAddress": from } }),
  ];
};
