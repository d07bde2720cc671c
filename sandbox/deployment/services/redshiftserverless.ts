import {
  CreateNamespaceCommand,
  CreateUsageLimitCommand,
  CreateWorkgroupCommand,
  DeleteNamespaceCommand,
  DeleteUsageLimitCommand,
  DeleteWorkgroupCommand,
  GetNamespaceCommand,
  ListUsageLimitsCommand,
  RedshiftServerlessClient,
  UpdateNamespaceCommand,
  UpdateUsageLimitCommand,
  UpdateWorkgroupCommand,
  type LogExport,
  type Namespace,
  type UsageLimit,
  type UsageLimitBreachAction,
  type UsageLimitPeriod,
  type UsageLimitUsageType,
  type Workgroup,
} from "@aws-sdk/client-redshift-serverless";
import { createOr, defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new RedshiftServerlessClient({});

const exists = ["ConflictException"];
const gone = ["ResourceNotFoundException"];

interface NamespaceInputs {
  readonly namespaceName: string;
  readonly dbName: string;
  readonly kmsKeyId: string;
  readonly adminUsername: string;
  readonly manageAdminPassword: boolean;
  readonly adminPasswordSecretKmsKeyId: string;
  readonly iamRoles: string[];
  readonly defaultIamRoleArn: string;
  readonly logExports: LogExport[];
}

const describeNamespace = (namespace: Namespace | undefined): Applied => ({
  id: present(namespace?.namespaceName, "the namespace's name"),
  outputs: {
    arn: present(namespace?.namespaceArn, "the namespace's ARN"),
    adminPasswordSecretArn: present(namespace?.adminPasswordSecretArn, "the ARN of the administrator's secret"),
  },
});

const updateNamespace = async (inputs: NamespaceInputs): Promise<Applied> => {
  const { namespaceName, iamRoles, defaultIamRoleArn, kmsKeyId, logExports } = inputs;
  const request = { namespaceName, iamRoles, defaultIamRoleArn, kmsKeyId, logExports };
  await client.send(new UpdateNamespaceCommand(request));
  return describeNamespace((await client.send(new GetNamespaceCommand({ namespaceName }))).namespace);
};

const namespace = defineType<NamespaceInputs>({
  inputs: [
    "namespaceName",
    "dbName",
    "kmsKeyId",
    "adminUsername",
    "manageAdminPassword",
    "adminPasswordSecretKmsKeyId",
    "iamRoles",
    "defaultIamRoleArn",
    "logExports",
  ],
  // the provider changes the administrator in place by an update that AWS refuses while it manages the password
  replaceOn: ["namespaceName", "dbName", "adminUsername", "manageAdminPassword", "adminPasswordSecretKmsKeyId"],
  create: (inputs) =>
    createOr(
      async () => describeNamespace((await client.send(new CreateNamespaceCommand({ ...inputs }))).namespace),
      exists,
      () => updateNamespace(inputs),
    ),
  update: updateNamespace,
  delete: ({ id }) => removeIfThere(() => client.send(new DeleteNamespaceCommand({ namespaceName: id })), gone),
});

interface WorkgroupInputs {
  readonly workgroupName: string;
  readonly namespaceName: string;
  readonly baseCapacity: number;
  readonly maxCapacity: number;
  readonly publiclyAccessible: boolean;
  readonly enhancedVpcRouting: boolean;
  readonly subnetIds?: string[];
  readonly securityGroupIds?: string[];
  readonly configParameters: { readonly parameterKey: string; readonly parameterValue: string }[];
}

const describeWorkgroup = (workgroup: Workgroup | undefined): Applied => ({
  id: present(workgroup?.workgroupName, "the workgroup's name"),
  outputs: { arn: present(workgroup?.workgroupArn, "the workgroup's ARN") },
});

/** The namespace is an input but not part of the request; the client leaves it out. */
const updateWorkgroup = async (inputs: WorkgroupInputs): Promise<Applied> =>
  describeWorkgroup((await client.send(new UpdateWorkgroupCommand(inputs))).workgroup);

const workgroup = defineType<WorkgroupInputs>({
  inputs: [
    "workgroupName",
    "namespaceName",
    "baseCapacity",
    "maxCapacity",
    "publiclyAccessible",
    "enhancedVpcRouting",
    "subnetIds",
    "securityGroupIds",
    "configParameters",
  ],
  replaceOn: ["workgroupName", "namespaceName"],
  create: (inputs) =>
    createOr(
      async () => describeWorkgroup((await client.send(new CreateWorkgroupCommand({ ...inputs }))).workgroup),
      exists,
      () => updateWorkgroup(inputs),
    ),
  update: updateWorkgroup,
  delete: ({ id }) => removeIfThere(() => client.send(new DeleteWorkgroupCommand({ workgroupName: id })), gone),
});

interface UsageLimitInputs {
  readonly resourceArn: string;
  readonly usageType: UsageLimitUsageType;
  readonly amount: number;
  readonly period: UsageLimitPeriod;
  readonly breachAction: UsageLimitBreachAction;
}

const describeLimit = (limit: UsageLimit | undefined): Applied => ({
  id: present(limit?.usageLimitId, "the limit's id"),
  outputs: { arn: present(limit?.usageLimitArn, "the limit's ARN") },
});

const updateLimit = async (usageLimitId: string, { amount, breachAction }: UsageLimitInputs): Promise<Applied> =>
  describeLimit((await client.send(new UpdateUsageLimitCommand({ usageLimitId, amount, breachAction }))).usageLimit);

/** A limit has no name: one that an interrupted deployment left is found by what it limits. */
const takeOverLimit = async (inputs: UsageLimitInputs): Promise<Applied> => {
  const { resourceArn, usageType, period } = inputs;
  const { usageLimits = [] } = await client.send(new ListUsageLimitsCommand({ resourceArn, usageType }));
  const left = usageLimits.find((limit) => limit.period === period);
  return updateLimit(present(left?.usageLimitId, "the limit's id"), inputs);
};

const usageLimit = defineType<UsageLimitInputs>({
  inputs: ["resourceArn", "usageType", "amount", "period", "breachAction"],
  replaceOn: ["resourceArn", "usageType", "period"],
  create: (inputs) =>
    createOr(
      async () => describeLimit((await client.send(new CreateUsageLimitCommand({ ...inputs }))).usageLimit),
      exists,
      () => takeOverLimit(inputs),
    ),
  update: (inputs, { id }) => updateLimit(id, inputs),
  delete: ({ id }) => removeIfThere(() => client.send(new DeleteUsageLimitCommand({ usageLimitId: id })), gone),
});

export const redshiftserverless: Readonly<Record<string, AnyResourceType>> = {
  Namespace: namespace,
  Workgroup: workgroup,
  UsageLimit: usageLimit,
};
