import { aws } from "../support/policy.ts";

export const passes = [aws("kms/key", { enableKeyRotation: true })];

export const fails = [aws("kms/key", { description: "Raw zone" })];
