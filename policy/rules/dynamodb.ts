/** DynamoDB tables: the ledger. */
import { at, equals, isCustomerKey, refersTo, nameOf } from "../judges.ts";
import type { Rule } from "../rule.ts";

const table = { severity: "medium", services: ["DynamoDB"], types: ["aws:dynamodb/table:Table"] } as const;

export const dynamodbRules: readonly Rule[] = [
  {
    ...table,
    id: "dynamodb-recovery",
    title: "A table can be restored to any point in the last weeks",
    origins: ["DynamoDB.2", "CKV_AWS_28", "AwsSolutions-DDB3"],
    judge: equals("pointInTimeRecovery.enabled", true),
    fix: "enable pointInTimeRecovery",
  },
  {
    ...table,
    id: "dynamodb-customer-key",
    title: "Tables are encrypted with a customer-managed key",
    origins: ["CKV_AWS_119"],
    judge: ({ inputs }) =>
      at(inputs, "serverSideEncryption.enabled") === true && isCustomerKey(at(inputs, "serverSideEncryption.kmsKeyArn"))
        ? []
        : ["it is encrypted with AWS's own key"],
    fix: "set serverSideEncryption with the key for operations",
  },
  {
    ...table,
    id: "dynamodb-deletion-protection",
    title: "Tables are protected from deletion",
    origins: ["DynamoDB.6"],
    judge: equals("deletionProtectionEnabled", true),
    fix: "set removalProtection",
  },
  {
    ...table,
    id: "dynamodb-scales",
    title: "A table's capacity follows demand",
    origins: ["DynamoDB.1"],
    judge: (resource, stack) =>
      resource.inputs["billingMode"] === "PAY_PER_REQUEST" ||
      stack
        .of("aws:appautoscaling/target:Target")
        .some(({ inputs }) => refersTo(inputs["resourceId"], nameOf(resource)))
        ? []
        : ["a busy night is throttled at its fixed capacity"],
    fix: "set billingMode PAY_PER_REQUEST",
  },
];
