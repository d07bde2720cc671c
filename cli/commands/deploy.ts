import type { Command } from "commander";
import { readSettings } from "../../infra/in-process/stack-config.ts";
import { sandboxEnvironment } from "../../sandbox/index.ts";
import { failure } from "../../model/validation/failure.ts";
import { tellPlace } from "../aws/place.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { changeText, demoSources, deployStack, putSandboxSecrets, requireDemoSource } from "../local/deploy-demo.ts";

interface DeployOptions extends CommonOptions {
  readonly config?: readonly string[];
}

const pulumiUp = (stack: string): string => `pulumi up --stack ${stack}`;

export const registerDeploy = (program: Command, context: Context): void => {
  program
    .command("deploy")
    .summary("deploy the program into the sandbox")
    .description(
      `Deploys the Pulumi program into the running sandbox, uses the demo source for the sources that it serves, and stores their tokens and a masking key. To deploy to an AWS account, use the Pulumi CLI: ${pulumiUp("<stack>")}.`,
    )
    .option("--config <key=value...>", "settings that override the stack's file, e.g. lakehouse:network=private")
    .addHelpText(
      "after",
      "\nExamples:\n  lakehouse deploy\n  lakehouse deploy --stack prod\n  lakehouse deploy --config lakehouse:network=private",
    )
    .action(
      answering(context, async ({ stack, config = [] }: DeployOptions) => {
        const environment = sandboxEnvironment();
        if (environment === undefined) {
          const fix = `run "lakehouse sandbox start" first; to deploy into an AWS account run "${pulumiUp(stack)}"`;
          throw failure("SANDBOX_NOT_RUNNING", "sandbox", "no sandbox is running to deploy into", fix);
        }
        const source = requireDemoSource();
        const settings = readSettings(config);
        const deployment = { stack, environment, sources: demoSources(source.url), settings };
        await tellPlace(stack, context);
        const changes = await deployStack(deployment, context.progress);
        const secretsWithoutValue = await putSandboxSecrets(deployment, source);
        return {
          document: { stack, changes, secretsWithoutValue },
          text: [
            `Stack ${stack} in the sandbox: ${changeText(changes)}.`,
            ...secretsWithoutValue.map((name) => `${name} has no value yet. Set it with: lakehouse secret set ${name}`),
          ].join("\n"),
        };
      }),
    );
};
