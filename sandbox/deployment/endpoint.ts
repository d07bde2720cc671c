/** What the engine asks of the endpoint besides making resources. */
import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { present } from "./resource-type.ts";

export interface Endpoint {
  /** Answers the data sources that the program uses. */
  invoke(token: string): Promise<Record<string, unknown>>;
  /** Names the last change that was deployed here; undefined when nothing was. */
  readChangeId(): Promise<string | undefined>;
  writeChangeId(changeId: string): Promise<void>;
}

export const awsEndpoint = (region: string, stack: string): Endpoint => {
  const ssm = new SSMClient({ region });
  const changeParameter = `/sandbox/${stack}/change`;
  const dataSources: Readonly<Record<string, () => Promise<Record<string, unknown>>>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": async () => {
      const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
      return { accountId: present(Account, "Account") };
    },
    "aws:index/getPartition:getPartition": () => Promise.resolve({ partition: "aws" }),
    "aws:index/getRegion:getRegion": () => Promise.resolve({ region }),
  };
  return {
    invoke: (token) => {
      const answer = dataSources[token];
      if (answer === undefined) {
        throw new Error(`The sandbox has no data source ${token}; add it to sandbox/deployment/endpoint.ts.`);
      }
      return answer();
    },
    readChangeId: async () => {
      try {
        const { Parameter } = await ssm.send(new GetParameterCommand({ Name: changeParameter }));
        return Parameter?.Value;
      } catch (error) {
        if (error instanceof ParameterNotFound) {
          return undefined;
        }
        throw error;
      }
    },
    writeChangeId: async (changeId) => {
      await ssm.send(
        new PutParameterCommand({ Name: changeParameter, Value: changeId, Type: "String", Overwrite: true }),
      );
    },
  };
};
