/** What the engine needs from the endpoint besides creating resources. */
import { GetRoleCommand, IAMClient, paginateListRoles } from "@aws-sdk/client-iam";
import {
  DeleteParametersCommand,
  paginateGetParametersByPath,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { present } from "./resource-type.ts";

export interface Endpoint {
  /** Evaluates the data sources that the program uses. */
  invoke(token: string, inputs: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** The ID of the last change deployed here, by stack; empty if there is none. */
  readChangeIds(): Promise<Readonly<Record<string, string>>>;
  writeChangeId(changeId: string): Promise<void>;
  /** Marks a deployment as in progress: until it ends, new roles' policies aren't effective everywhere, as in AWS. */
  beginDeployment(): Promise<void>;
  endDeployment(): Promise<void>;
}

const changesFolder = "/sandbox/changes";
const deploymentParameter = "/sandbox/deploying";

type DataSource = (inputs: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;

export const awsEndpoint = (region: string, stack: string): Endpoint => {
  const ssm = new SSMClient({ region });
  const dataSources: Readonly<Record<string, DataSource>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": async () => {
      const { Account, Arn } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
      return { accountId: present(Account, "Account"), arn: present(Arn, "Arn") };
    },
    "aws:iam/getSessionContext:getSessionContext": async ({ arn }) => {
      const session = /:assumed-role\/([^/]+)\//.exec(String(arn))?.[1];
      if (session === undefined) {
        return { issuerArn: arn };
      }
      const { Role } = await new IAMClient({ region }).send(new GetRoleCommand({ RoleName: session }));
      return { issuerArn: present(Role?.Arn, "Role.Arn") };
    },
    "aws:iam/getRoles:getRoles": async ({ nameRegex }) => {
      const wanted = new RegExp(String(nameRegex));
      const arns: string[] = [];
      for await (const { Roles = [] } of paginateListRoles({ client: new IAMClient({ region }) }, {})) {
        arns.push(...Roles.flatMap(({ RoleName = "", Arn = "" }) => (wanted.test(RoleName) ? [Arn] : [])));
      }
      return { arns };
    },
    "aws:index/getPartition:getPartition": () => Promise.resolve({ partition: "aws" }),
    "aws:index/getRegion:getRegion": () => Promise.resolve({ region }),
  };
  const put = async (name: string, value: string): Promise<void> => {
    await ssm.send(new PutParameterCommand({ Name: name, Value: value, Type: "String", Overwrite: true }));
  };
  return {
    invoke: (token, inputs) => {
      const answer = dataSources[token];
      if (answer === undefined) {
        throw new Error(`The sandbox has no data source ${token}; add it to sandbox/deployment/endpoint.ts.`);
      }
      return answer(inputs);
    },
    readChangeIds: async () => {
      const changes: Record<string, string> = {};
      for await (const { Parameters = [] } of paginateGetParametersByPath(
        { client: ssm },
        { Path: changesFolder, Recursive: true },
      )) {
        for (const { Name = "", Value = "" } of Parameters) {
          changes[Name.slice(changesFolder.length + 1)] = Value;
        }
      }
      return changes;
    },
    writeChangeId: (changeId) => put(`${changesFolder}/${stack}`, changeId),
    beginDeployment: () => put(deploymentParameter, stack),
    endDeployment: async () => {
      await ssm.send(new DeleteParametersCommand({ Names: [deploymentParameter] }));
    },
  };
};
