import { aws } from "../support/policy.ts";

export const passes = [aws("kms/key", { isEnabled: true })];

export const fails = [aws("kms/key", { isEnabled: false })];
