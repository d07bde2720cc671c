import { CreateEmailIdentityCommand, DeleteEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { createOr, defineType, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new SESv2Client({});

interface IdentityInputs {
  readonly emailIdentity: string;
}

const applied = ({ emailIdentity }: IdentityInputs): Applied => ({ id: emailIdentity, outputs: {} });

const emailIdentity = defineType<IdentityInputs>({
  inputs: ["emailIdentity"],
  replaceOn: ["emailIdentity"],
  create: (inputs) =>
    createOr(
      async () => {
        await client.send(new CreateEmailIdentityCommand({ EmailIdentity: inputs.emailIdentity }));
        return applied(inputs);
      },
      ["AlreadyExistsException"],
      () => Promise.resolve(applied(inputs)),
    ),
  update: (inputs) => Promise.resolve(applied(inputs)),
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteEmailIdentityCommand({ EmailIdentity: id })), ["NotFoundException"]),
});

export const sesv2: Readonly<Record<string, AnyResourceType>> = { EmailIdentity: emailIdentity };
