import {
  CreateConnectionCommand,
  DeleteConnectionCommand,
  GlueClient,
  type ConnectionType,
} from "@aws-sdk/client-glue";
import { defineType, removeIfThere, type Applied } from "../resource-type.ts";

const client = new GlueClient({});

interface ConnectionInputs {
  readonly name: string;
  readonly description: string;
  readonly connectionType: ConnectionType;
  readonly physicalConnectionRequirements: {
    readonly availabilityZone: string;
    readonly subnetId: string;
    readonly securityGroupIdLists: string[];
  };
}

const remove = (name: string): Promise<void> =>
  removeIfThere(() => client.send(new DeleteConnectionCommand({ ConnectionName: name })), ["EntityNotFoundException"]);

const create = async (inputs: ConnectionInputs): Promise<Applied> => {
  const { availabilityZone, subnetId, securityGroupIdLists } = inputs.physicalConnectionRequirements;
  // a connection that an interrupted deployment left may belong to another network
  await remove(inputs.name);
  await client.send(
    new CreateConnectionCommand({
      ConnectionInput: {
        Name: inputs.name,
        Description: inputs.description,
        ConnectionType: inputs.connectionType,
        ConnectionProperties: {},
        PhysicalConnectionRequirements: {
          AvailabilityZone: availabilityZone,
          SubnetId: subnetId,
          SecurityGroupIdList: securityGroupIdLists,
        },
      },
    }),
  );
  return { id: inputs.name, outputs: {} };
};

export const connection = defineType<ConnectionInputs>({
  inputs: ["name", "description", "connectionType", "physicalConnectionRequirements"],
  replaceOn: ["name"],
  create,
  update: create,
  delete: ({ id }) => remove(id),
});
