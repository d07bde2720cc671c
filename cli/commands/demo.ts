import { Option, type Command } from "commander";
import type { Answer } from "../answer.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { sandboxStack } from "../endpoint.ts";
import { missionDate, mostFlightNights, profileNames, type ProfileName } from "../demo/profiles.ts";
import { demoSize, hasSize } from "../demo/size.ts";
import { serveDefaults } from "../dashboards/request.ts";
import { apart } from "../output/text.ts";

interface DemoOptions extends CommonOptions {
  readonly profile: ProfileName;
  readonly days?: string;
  readonly rows?: string;
  readonly again?: boolean;
  readonly open?: boolean;
}

/** The demo's answer, then the page, until Ctrl-C. */
const withPage = async (demo: Answer, stack: string, context: Context): Promise<Answer> => {
  const { serve } = await import("../dashboards/serve.ts");
  const page = await serve({ ...serveDefaults, stack, isOpened: true }, context);
  return { ...page, ...demo, text: apart([demo.text, page.text]) };
};

export const registerDemo = (program: Command, context: Context): void => {
  program
    .command("demo")
    .summary("from nothing to SQL answers")
    .description(
      "Starts the sandbox, deploys the program, runs nights from a REST API into Iceberg, proves that nothing was lost, and asks the views. What is in place already is left as it is.",
    )
    .addOption(new Option("--profile <name>", "which source's data").choices(profileNames).default("flights"))
    .option(
      "--days <n>",
      `nights to run; for flights up to ${mostFlightNights.toString()}, all of 2013 being the first`,
    )
    .option("--rows <n>", "transactions per day of the mission profile (default: 1000000)")
    .option("--again", "run nights that are complete once more; it changes nothing")
    .option("--open", "then show the dashboards in the browser, until Ctrl-C")
    .addHelpText(
      "after",
      `
flights is real: the 336,776 flights that left New York City in 2013, then days of late updates.
mission is generated: a million transactions a day and 16 reference tables, from ${missionDate}.

Examples:
  lakehouse demo
  lakehouse demo --open
  lakehouse demo --profile mission --rows 200000
  lakehouse demo --days 3 --again`,
    )
    .action(
      answering(
        context,
        async (options: DemoOptions) => {
          const size = demoSize(options.profile, options.days, options.rows);
          // Sandbox, deployment and SQL grammar are only loaded once they are needed.
          const { runDemo } = await import("../demo/run-demo.ts");
          const request = { profile: options.profile, stack: options.stack, again: options.again === true, ...size };
          const demo = await runDemo({ ...request, isMeant: hasSize(size) }, context);
          return options.open === true ? withPage(demo, options.stack, context) : demo;
        },
        () => sandboxStack,
      ),
    );
};
