import type { Command } from "commander";
import { sandboxEnvironment } from "../../sandbox/index.ts";
import { failure } from "../answer.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { changeText, demoSources, deployStack, putSandboxSecrets, requireDemoSource } from "../local/deploy-demo.ts";

const pulumiUp = (stack: string): string => `pulumi up --stack ${stack}`;

export const registerDeploy = (program: Command, context: Context): void => {
  program
    .command("deploy")
    .summary("deploy the program into the sandbox")
    .description(
      `Deploys the Pulumi program into the running sandbox, with the demo source as its sources, and puts the demo's token and a masking key. An AWS account is deployed to by the Pulumi CLI: ${pulumiUp("<stack>")}.`,
    )
    .addHelpText("after", "\nExample:\n  lakehouse deploy")
    .action(
      answering(context, async ({ stack }: CommonOptions) => {
        const environment = sandboxEnvironment();
        if (environment === undefined) {
          const fix = `run "lakehouse sandbox start" first; to deploy into an AWS account run "${pulumiUp(stack)}"`;
          throw failure("SANDBOX_NOT_RUNNING", "sandbox", "no sandbox is running to deploy into", fix);
        }
        const source = requireDemoSource();
        const changes = await deployStack({ stack, environment, sources: demoSources(source.url) }, context.progress);
        await putSandboxSecrets(stack, source.token);
        return { document: { stack, changes }, text: `Stack ${stack} in the sandbox: ${changeText(changes)}.` };
      }),
    );
};
