import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  SQSClient,
  type QueueAttributeName,
} from "@aws-sdk/client-sqs";
import { createOr, defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

// A queue's URL names the emulator itself; calls still go to the given endpoint
const client = new SQSClient({ useQueueUrlAsEndpoint: false });

interface QueueInputs {
  readonly name: string;
  readonly messageRetentionSeconds?: number;
  readonly visibilityTimeoutSeconds?: number;
  readonly receiveWaitTimeSeconds?: number;
  readonly kmsMasterKeyId?: string;
  readonly redrivePolicy?: string;
}

const attributeNames = {
  messageRetentionSeconds: "MessageRetentionPeriod",
  visibilityTimeoutSeconds: "VisibilityTimeout",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  kmsMasterKeyId: "KmsMasterKeyId",
  redrivePolicy: "RedrivePolicy",
} as const satisfies Partial<Record<keyof QueueInputs, QueueAttributeName>>;

const attributes = (inputs: QueueInputs): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributeNames).flatMap(([input, attribute]) => {
      const value = inputs[input as keyof typeof attributeNames];
      return value === undefined ? [] : [[attribute, value.toString()]];
    }),
  );

const describeQueue = async (url: string): Promise<Applied> => {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
  );
  return { id: url, outputs: { url, arn: present(Attributes?.QueueArn, "the queue's ARN") } };
};

const updateQueue = async (url: string, inputs: QueueInputs): Promise<Applied> => {
  await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes(inputs) }));
  return describeQueue(url);
};

const queue = defineType<QueueInputs>({
  inputs: ["name", ...(Object.keys(attributeNames) as (keyof typeof attributeNames)[])],
  replaceOn: ["name"],
  create: (inputs) =>
    createOr(
      async () => {
        const created = await client.send(
          new CreateQueueCommand({ QueueName: inputs.name, Attributes: attributes(inputs) }),
        );
        return describeQueue(present(created.QueueUrl, "the queue's URL"));
      },
      ["QueueNameExists"],
      async () => {
        const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: inputs.name }));
        return updateQueue(present(QueueUrl, "the queue's URL"), inputs);
      },
    ),
  update: (inputs, { id }) => updateQueue(id, inputs),
  delete: ({ id }) => removeIfThere(() => client.send(new DeleteQueueCommand({ QueueUrl: id })), ["QueueDoesNotExist"]),
});

interface RedriveAllowInputs {
  readonly queueUrl: string;
  readonly redriveAllowPolicy: string;
}

const setRedriveAllow = async ({ queueUrl, redriveAllowPolicy }: RedriveAllowInputs): Promise<Applied> => {
  const Attributes = { RedriveAllowPolicy: redriveAllowPolicy };
  await client.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes }));
  return { id: queueUrl, outputs: {} };
};

const redriveAllowPolicy = defineType<RedriveAllowInputs>({
  inputs: ["queueUrl", "redriveAllowPolicy"],
  replaceOn: ["queueUrl"],
  create: setRedriveAllow,
  update: setRedriveAllow,
  delete: ({ id }) =>
    removeIfThere(
      () => client.send(new SetQueueAttributesCommand({ QueueUrl: id, Attributes: { RedriveAllowPolicy: "" } })),
      ["QueueDoesNotExist"],
    ),
});

interface QueuePolicyInputs {
  readonly queueUrl: string;
  readonly policy: string;
}

const setPolicy = async ({ queueUrl, policy }: QueuePolicyInputs): Promise<Applied> => {
  await client.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy: policy } }));
  return { id: queueUrl, outputs: {} };
};

const queuePolicy = defineType<QueuePolicyInputs>({
  inputs: ["queueUrl", "policy"],
  replaceOn: ["queueUrl"],
  create: setPolicy,
  update: setPolicy,
  delete: ({ id }) => removeIfThere(() => setPolicy({ queueUrl: id, policy: "" }), ["QueueDoesNotExist"]),
});

export const sqs: Readonly<Record<string, AnyResourceType>> = {
  Queue: queue,
  QueuePolicy: queuePolicy,
  RedriveAllowPolicy: redriveAllowPolicy,
};
