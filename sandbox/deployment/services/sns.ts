import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new SNSClient({});

interface TopicInputs {
  readonly name: string;
  readonly displayName: string;
  readonly kmsMasterKeyId: string;
}

/** CreateTopic returns an existing topic; its attributes must be set one by one. */
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

interface TopicPolicyInputs {
  readonly arn: string;
  readonly policy: string;
}

const setPolicy = async ({ arn, policy }: TopicPolicyInputs): Promise<Applied> => {
  await client.send(new SetTopicAttributesCommand({ TopicArn: arn, AttributeName: "Policy", AttributeValue: policy }));
  return { id: arn, outputs: {} };
};

/** https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html */
const ownersPolicy = (topicArn: string): string =>
  JSON.stringify({
    Version: "2008-10-17",
    Statement: [
      {
        Sid: "OwnersUse",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:Subscribe", "SNS:Publish"],
        Resource: topicArn,
        Condition: { StringEquals: { "AWS:SourceOwner": topicArn.split(":")[4] } },
      },
    ],
  });

const topicPolicy = defineType<TopicPolicyInputs>({
  inputs: ["arn", "policy"],
  replaceOn: ["arn"],
  create: setPolicy,
  update: setPolicy,
  // A topic always has a policy: this restores the default one
  delete: ({ id }) => removeIfThere(() => setPolicy({ arn: id, policy: ownersPolicy(id) }), ["NotFoundException"]),
});

interface SubscriptionInputs {
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
}

const subscribe = async ({ topic: TopicArn, protocol, endpoint }: SubscriptionInputs): Promise<Applied> => {
  const { SubscriptionArn } = await client.send(
    new SubscribeCommand({ TopicArn, Protocol: protocol, Endpoint: endpoint, ReturnSubscriptionArn: true }),
  );
  const arn = present(SubscriptionArn, "the subscription's ARN");
  return { id: arn, outputs: { arn } };
};

const topicSubscription = defineType<SubscriptionInputs>({
  inputs: ["topic", "protocol", "endpoint"],
  replaceOn: ["topic", "protocol", "endpoint"],
  create: subscribe,
  update: subscribe,
  delete: ({ id }) =>
    removeIfThere(() => client.send(new UnsubscribeCommand({ SubscriptionArn: id })), ["NotFoundException"]),
});

export const sns: Readonly<Record<string, AnyResourceType>> = {
  Topic: topic,
  TopicPolicy: topicPolicy,
  TopicSubscription: topicSubscription,
};
