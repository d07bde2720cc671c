import { CreateTopicCommand, DeleteTopicCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new SNSClient({});

interface TopicInputs {
  readonly name: string;
  readonly displayName: string;
  readonly kmsMasterKeyId: string;
}

/** CreateTopic answers with the topic that is there; its attributes have to be set one by one. */
const apply = async ({ name, displayName, kmsMasterKeyId }: TopicInputs): Promise<Applied> => {
  const created = await client.send(new CreateTopicCommand({ Name: name }));
  const arn = present(created.TopicArn, "the topic's ARN");
  for (const [attribute, value] of Object.entries({ DisplayName: displayName, KmsMasterKeyId: kmsMasterKeyId })) {
    await client.send(
      new SetTopicAttributesCommand({ TopicArn: arn, AttributeName: attribute, AttributeValue: value }),
    );
  }
  return { id: arn, outputs: { arn } };
};

const topic = defineType<TopicInputs>({
  inputs: ["name", "displayName", "kmsMasterKeyId"],
  replaceOn: ["name"],
  create: apply,
  update: apply,
  delete: ({ id }) => removeIfThere(() => client.send(new DeleteTopicCommand({ TopicArn: id })), ["NotFoundException"]),
});

export const sns: Readonly<Record<string, AnyResourceType>> = { Topic: topic };
