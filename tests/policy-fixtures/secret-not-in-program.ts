import { aws } from "../support/policy.ts";

export const passes = [aws("secretsmanager/secret", { name: "token" })];

export const fails = [aws("secretsmanager/secretVersion", { secretId: "token", secretString: "[secret]" })];
