import {
  BudgetsClient,
  CreateBudgetCommand,
  DeleteBudgetCommand,
  type Budget,
  type NotificationWithSubscribers,
} from "@aws-sdk/client-budgets";
import { accountId } from "../account-id.ts";
import {
  createOr,
  defineType,
  pascalKeys,
  removeIfThere,
  type AnyResourceType,
  type Applied,
} from "../resource-type.ts";

const client = new BudgetsClient({});

interface NotificationInputs {
  readonly notificationType: string;
  readonly comparisonOperator: string;
  readonly threshold: number;
  readonly thresholdType: string;
  readonly subscriberSnsTopicArns: readonly string[];
}

interface BudgetInputs {
  readonly name: string;
  readonly budgetType: string;
  readonly timeUnit: string;
  readonly limitAmount?: string;
  readonly limitUnit?: string;
  readonly autoAdjustData?: object;
  readonly notifications: readonly NotificationInputs[];
}

const budgetOf = ({ name, budgetType, timeUnit, limitAmount, limitUnit, autoAdjustData }: BudgetInputs): Budget =>
  ({
    BudgetName: name,
    BudgetType: budgetType,
    TimeUnit: timeUnit,
    ...(limitAmount !== undefined && { BudgetLimit: { Amount: limitAmount, Unit: limitUnit } }),
    ...(autoAdjustData && { AutoAdjustData: pascalKeys(autoAdjustData) }),
  }) as Budget;

const notificationOf = ({ subscriberSnsTopicArns, ...notification }: NotificationInputs): NotificationWithSubscribers =>
  ({
    Notification: pascalKeys(notification),
    Subscribers: subscriberSnsTopicArns.map((Address) => ({ SubscriptionType: "SNS", Address })),
  }) as NotificationWithSubscribers;

const remove = async (name: string): Promise<void> => {
  const AccountId = await accountId();
  await removeIfThere(
    () => client.send(new DeleteBudgetCommand({ AccountId, BudgetName: name })),
    ["NotFoundException"],
  );
};

/** An update can't change its notifications, so an existing budget is replaced. It holds no data. */
const put = async (inputs: BudgetInputs): Promise<Applied> => {
  const create = async (): Promise<void> => {
    await client.send(
      new CreateBudgetCommand({
        AccountId: await accountId(),
        Budget: budgetOf(inputs),
        NotificationsWithSubscribers: inputs.notifications.map(notificationOf),
      }),
    );
  };
  await createOr(create, ["DuplicateRecordException"], async () => {
    await remove(inputs.name);
    await create();
  });
  return { id: inputs.name, outputs: {} };
};

const budget = defineType<BudgetInputs>({
  inputs: ["name", "budgetType", "timeUnit", "limitAmount", "limitUnit", "autoAdjustData", "notifications"],
  replaceOn: ["name"],
  create: put,
  update: put,
  delete: ({ id }) => remove(id),
});

export const budgets: Readonly<Record<string, AnyResourceType>> = { Budget: budget };
