import { readStackConfig } from "../../infra/in-process/stack-config.ts";
import { withOverrides } from "../../sandbox/deployment/settings.ts";
import { sandboxSource } from "../../sandbox/index.ts";
import { repositoryRoot } from "../folders.ts";
import { demoSources } from "./deploy-demo.ts";
import { sandboxPrincipals } from "./sandbox-principals.ts";

/** The settings as deployed: in a sandbox, with its source and its account's roles. */
export const settingsOf = (stack: string): Record<string, string> => {
  const own = readStackConfig(repositoryRoot, stack);
  const source = sandboxSource();
  if (source === undefined) return own;
  return withOverrides(own, {
    "lakehouse:sources": demoSources(source.url),
    "lakehouse:principals": sandboxPrincipals(stack),
  });
};
