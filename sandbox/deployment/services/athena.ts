import {
  AthenaClient,
  CreateWorkGroupCommand,
  DeleteWorkGroupCommand,
  GetWorkGroupCommand,
  UpdateWorkGroupCommand,
  type EncryptionOption,
  type WorkGroupConfiguration,
} from "@aws-sdk/client-athena";
import { defineType, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new AthenaClient({});

interface WorkgroupInputs {
  readonly name: string;
  readonly description: string;
  readonly forceDestroy: boolean;
  readonly configuration: {
    readonly enforceWorkgroupConfiguration: boolean;
    readonly publishCloudwatchMetricsEnabled: boolean;
    readonly bytesScannedCutoffPerQuery: number;
    readonly engineVersion: { readonly selectedEngineVersion: string };
    readonly resultConfiguration: {
      readonly outputLocation: string;
      readonly encryptionConfiguration: { readonly encryptionOption: EncryptionOption; readonly kmsKeyArn: string };
    };
  };
}

const configuration = ({ configuration: given }: WorkgroupInputs): WorkGroupConfiguration => {
  const { outputLocation, encryptionConfiguration } = given.resultConfiguration;
  return {
    EnforceWorkGroupConfiguration: given.enforceWorkgroupConfiguration,
    PublishCloudWatchMetricsEnabled: given.publishCloudwatchMetricsEnabled,
    BytesScannedCutoffPerQuery: given.bytesScannedCutoffPerQuery,
    EngineVersion: { SelectedEngineVersion: given.engineVersion.selectedEngineVersion },
    ResultConfiguration: {
      OutputLocation: outputLocation,
      EncryptionConfiguration: {
        EncryptionOption: encryptionConfiguration.encryptionOption,
        KmsKey: encryptionConfiguration.kmsKeyArn,
      },
    },
  };
};

const describe = (name: string): Applied => ({ id: name, outputs: {} });

/** An update uses different names for the result settings than a creation. */
const update = async (inputs: WorkgroupInputs): Promise<Applied> => {
  const { ResultConfiguration, ...rest } = configuration(inputs);
  await client.send(
    new UpdateWorkGroupCommand({
      WorkGroup: inputs.name,
      Description: inputs.description,
      ConfigurationUpdates: { ...rest, ResultConfigurationUpdates: ResultConfiguration },
    }),
  );
  return describe(inputs.name);
};

/** Athena returns the same error for a missing workgroup as for any invalid request. */
const exists = async (name: string): Promise<boolean> => {
  try {
    await client.send(new GetWorkGroupCommand({ WorkGroup: name }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "InvalidRequestException") {
      return false;
    }
    throw error;
  }
};

const workgroup = defineType<WorkgroupInputs>({
  inputs: ["name", "description", "forceDestroy", "configuration"],
  replaceOn: ["name"],
  create: async (inputs) => {
    if (await exists(inputs.name)) {
      return update(inputs);
    }
    await client.send(
      new CreateWorkGroupCommand({
        Name: inputs.name,
        Description: inputs.description,
        Configuration: configuration(inputs),
      }),
    );
    return describe(inputs.name);
  },
  update,
  delete: async ({ id }, inputs) => {
    if (await exists(id)) {
      const recursive = inputs["forceDestroy"] === true;
      await client.send(new DeleteWorkGroupCommand({ WorkGroup: id, RecursiveDeleteOption: recursive }));
    }
  },
});

export const athena: Readonly<Record<string, AnyResourceType>> = { Workgroup: workgroup };
