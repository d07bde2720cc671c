/** The kinds of resources that the sandbox can create, by service. A service's SDK is loaded when something changes. */
import type { AnyResourceType } from "./resource-type.ts";

type Service = Readonly<Record<string, AnyResourceType>>;

const services: Readonly<Record<string, () => Promise<Service>>> = {
  athena: async () => (await import("./services/athena.ts")).athena,
  awsx: async () => (await import("./services/awsx.ts")).awsx,
  budgets: async () => (await import("./services/budgets.ts")).budgets,
  cloudwatch: async () => (await import("./services/cloudwatch.ts")).cloudwatch,
  dynamodb: async () => (await import("./services/dynamodb.ts")).dynamodb,
  ec2: async () => (await import("./services/ec2.ts")).ec2,
  glue: async () => (await import("./services/glue.ts")).glue,
  iam: async () => (await import("./services/iam.ts")).iam,
  kms: async () => (await import("./services/kms.ts")).kms,
  lakeformation: async () => (await import("./services/lakeformation.ts")).lakeformation,
  lambda: async () => (await import("./services/lambda.ts")).lambda,
  redshiftserverless: async () => (await import("./services/redshiftserverless.ts")).redshiftserverless,
  s3: async () => (await import("./services/s3.ts")).s3,
  scheduler: async () => (await import("./services/scheduler.ts")).scheduler,
  secretsmanager: async () => (await import("./services/secretsmanager.ts")).secretsmanager,
  sesv2: async () => (await import("./services/sesv2.ts")).sesv2,
  sfn: async () => (await import("./services/sfn.ts")).sfn,
  sns: async () => (await import("./services/sns.ts")).sns,
  sqs: async () => (await import("./services/sqs.ts")).sqs,
  ssm: async () => (await import("./services/ssm.ts")).ssm,
  vpc: async () => (await import("./services/vpc.ts")).vpc,
};

/** `aws:<service>/<kind>:<Kind>`, or `<package>:<module>:<Kind>` for a component of another package. */
const tokenParts = /^(?:aws:([a-z0-9]+)\/\w+|(awsx):\w+):(\w+)$/;

/**
 * The type for a name such as `aws:s3/bucket:Bucket`.
 *
 * @throws if the sandbox can't create such resources
 */
export const resourceType = async (token: string): Promise<AnyResourceType> => {
  const [, service, otherPackage, kind = ""] = tokenParts.exec(token) ?? [];
  const types = await services[service ?? otherPackage ?? ""]?.();
  const type = types?.[kind];
  if (type === undefined) {
    throw new Error(`The sandbox can't make resources of the type ${token}; add it to sandbox/deployment/services.`);
  }
  return type;
};
