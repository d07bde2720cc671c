import {
  DeleteParameterCommand,
  PutParameterCommand,
  SSMClient,
  type ParameterTier,
  type ParameterType,
} from "@aws-sdk/client-ssm";
import { defineType, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new SSMClient({});

interface ParameterInputs {
  readonly name: string;
  readonly description: string;
  readonly type: ParameterType;
  readonly tier: ParameterTier;
  readonly value: string;
}

const put = async ({ name, description, type, tier, value }: ParameterInputs): Promise<Applied> => {
  await client.send(
    new PutParameterCommand({
      Name: name,
      Description: description,
      Type: type,
      Tier: tier,
      Value: value,
      Overwrite: true,
    }),
  );
  return { id: name, outputs: {} };
};

const parameter = defineType<ParameterInputs>({
  inputs: ["name", "description", "type", "tier", "value"],
  replaceOn: ["name"],
  create: put,
  update: put,
  delete: ({ id }) => removeIfThere(() => client.send(new DeleteParameterCommand({ Name: id })), ["ParameterNotFound"]),
});

export const ssm: Readonly<Record<string, AnyResourceType>> = { Parameter: parameter };
