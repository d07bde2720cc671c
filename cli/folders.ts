import { join, resolve } from "node:path";

export const repositoryRoot = resolve(import.meta.dirname, "..");
export const contractsFolder = join(repositoryRoot, "contracts");
