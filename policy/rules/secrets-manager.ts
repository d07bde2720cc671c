/** Secrets. */
import { at, companion, customerKey, input } from "../judges.ts";
import { publicStatements } from "../document.ts";
import type { Resource, Rule } from "../rule.ts";

const secret = "aws:secretsmanager/secret:Secret";
const rotation = "aws:secretsmanager/secretRotation:SecretRotation";

/** A rotation refers to its secret by id, or by ARN, to which AWS appends six characters. */
const ofSecret = (candidate: Resource, { name, inputs }: Resource): boolean => {
  const id = at(candidate.inputs, "secretId");
  const given = inputs["name"];
  return typeof id === "string" && (id === `${name}-id` || (typeof given === "string" && id.includes(given)));
};

const secrets = { severity: "medium", services: ["Secrets Manager"], types: [secret] } as const;

export const secretsManagerRules: readonly Rule[] = [
  {
    ...secrets,
    id: "secret-customer-key",
    title: "Secrets are encrypted with a customer-managed key",
    origins: ["CKV_AWS_149"],
    judge: customerKey("kmsKeyId"),
    fix: "set kmsKeyId to the key for operations",
  },
  {
    ...secrets,
    id: "secret-rotates",
    title: "Secrets rotate automatically",
    origins: ["SecretsManager.1", "CKV2_AWS_57", "AwsSolutions-SMG4"],
    judge: companion(rotation, ofSecret, "rotation"),
    fix: "add a SecretRotation with a function that rotates it at its source",
  },
  {
    ...secrets,
    id: "secret-rotates-quarterly",
    title: "A rotating secret rotates at least every 90 days",
    origins: ["SecretsManager.4", "CKV_AWS_304"],
    types: [rotation],
    judge: ({ inputs }, stack) =>
      at(inputs, "rotationRules.scheduleExpression") === undefined
        ? input(
            "rotationRules.automaticallyAfterDays",
            (days) => Number(days) >= 1 && Number(days) <= 90,
            "1 to 90",
          )({ inputs, type: rotation, name: "", parent: null }, stack)
        : [],
    fix: "lower tokenRotationDays to 90 or less",
  },
  {
    ...secrets,
    id: "secret-not-in-program",
    title: "No secret's value is in the program, its config or its state",
    origins: [],
    severity: "critical",
    types: ["aws:secretsmanager/secretVersion:SecretVersion"],
    judge: () => ["the program knows the secret's value"],
    fix: "leave the value out; `lakehouse secret set` stores it",
  },
  {
    ...secrets,
    id: "secret-policy-not-public",
    title: "No policy of a secret admits anybody",
    origins: [],
    severity: "critical",
    types: [secret, "aws:secretsmanager/secretPolicy:SecretPolicy"],
    judge: ({ inputs }) => publicStatements(inputs["policy"]),
    fix: "name the roles that may read the secret",
  },
];
