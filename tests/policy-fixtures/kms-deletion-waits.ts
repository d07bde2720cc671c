import { aws } from "../support/policy.ts";

export const passes = [aws("kms/key", { deletionWindowInDays: 30 })];

export const fails = [aws("kms/key", { deletionWindowInDays: 7 })];
