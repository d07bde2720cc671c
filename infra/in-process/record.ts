/** Records the program's resources: what it would create, without creating anything. */
import { partitionOf, regionalName } from "../../model/region.ts";
import { describeInputs } from "./describe.ts";
import { runProgram, type Engine, type RegisteredResource } from "./program.ts";

export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URN of the parent component; null at the top level. */
  readonly parent: string | null;
}

/** The documentation account, with documentation values for everything that a stack's file leaves open. */
const standIn = "123456789012";

/** Every role that the settings name exists, and the account is that of the first one. */
const rolesOf = (config: Readonly<Record<string, string>>): readonly string[] => {
  const principals = JSON.parse(config["lakehouse:principals"] ?? "{}") as Readonly<Record<string, { role?: string }>>;
  const deployers = JSON.parse(config["lakehouse:deployers"] ?? "[]") as readonly string[];
  return [...Object.values(principals).flatMap(({ role }) => role ?? []), ...deployers];
};

/** Where the program would be deployed, as far as this can be known without asking AWS. */
interface Whereabouts {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly roles: readonly string[];
}

/** What awsx would create for a network, by its zones. */
const networkOutputs = (name: string, zoneCount: number, region: string): Record<string, unknown> => {
  const privateSubnets = Array.from({ length: zoneCount }, (_, index) => ({
    id: `subnet-${index.toString().padStart(8, "0")}`,
    availabilityZone: `${region}${"abc".charAt(index)}`,
  }));
  const routeTables = privateSubnets.map((_, index) => ({ id: `rtb-${index.toString().padStart(8, "0")}` }));
  return { vpcId: `${name}-id`, privateSubnets, privateSubnetIds: privateSubnets.map(({ id }) => id), routeTables };
};

/**
 * ARNs and similar values that AWS would return, well-formed so that policies and settings that contain them are too.
 */
const outputsOf = (resource: RegisteredResource, place: Whereabouts): Record<string, unknown> => {
  const { type, name, inputs } = resource;
  const { partition, region, accountId } = place;
  if (type === "awsx:ec2:Vpc") {
    return networkOutputs(name, Number(inputs["numberOfAvailabilityZones"]), region);
  }
  const service = (type.split(":")[1]?.split("/")[0] ?? "none").replace("redshiftserverless", "redshift-serverless");
  const own = [inputs["name"], inputs["bucket"]].find((given) => typeof given === "string") ?? name;
  const arn =
    service === "s3" ? `arn:${partition}:s3:::${own}` : `arn:${partition}:${service}:${region}:${accountId}:${own}`;
  return {
    ...inputs,
    name: own,
    arn: service === "iam" ? `arn:${partition}:iam::${accountId}:role/${own}` : arn,
    ...(type.endsWith(":VpcEndpoint") && { prefixListId: `pl-${name}` }),
    ...(type.endsWith(":Namespace") && {
      adminPasswordSecretArn: `arn:${partition}:secretsmanager:${region}:${accountId}:secret:redshift!${name}`,
    }),
    ...(service === "kms" && { keyId: "00000000-0000-0000-0000-000000000000" }),
    ...(service === "sqs" && { url: `https://${regionalName("sqs", region)}/${accountId}/${own}` }),
  };
};

const answerTo = (token: string, { partition, region, accountId, roles }: Whereabouts): Record<string, unknown> => {
  if (token.endsWith(":getSessionContext")) return { issuerArn: `arn:${partition}:iam::${accountId}:role/deployer` };
  if (token.endsWith(":getRoles")) return { arns: roles };
  return { accountId, region, partition, arn: `arn:${partition}:sts::${accountId}:assumed-role/deployer/session` };
};

/**
 * The resources that the program registers, in order, with resolved inputs.
 *
 * @param root folder that files' paths are relative to
 */
export const recordResources = async (
  root: string,
  stack: string,
  config: Record<string, string>,
): Promise<RecordedResource[]> => {
  const recorded: Promise<RecordedResource>[] = [];
  const roles = rolesOf(config);
  const accountId = /^arn:[^:]+:iam::(\d{12}):/.exec(roles[0] ?? "")?.[1] ?? standIn;
  const region = config["aws:region"] ?? "us-east-1";
  // The program itself reports an unknown region
  const whereabouts = { partition: partitionOf(region)?.name ?? "aws", region, accountId, roles };
  const engine: Engine = {
    register: (resource) => {
      const { type, name, parent = null } = resource;
      const described = describeInputs(resource, root, () => "[secret]");
      recorded.push(described.then((inputs) => ({ type, name, inputs, parent })));
      return Promise.resolve({ id: `${name}-id`, outputs: outputsOf(resource, whereabouts) });
    },
    invoke: (token) => Promise.resolve(answerTo(token, whereabouts)),
  };
  await runProgram(stack, config, engine);
  return Promise.all(recorded);
};
