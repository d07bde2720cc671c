import { Option, type Command } from "commander";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { sandboxStack } from "../endpoint.ts";
import { missionDate, mostFlightNights, profileNames, type ProfileName } from "../demo/profiles.ts";
import { demoSize, hasSize } from "../demo/size.ts";

interface DemoOptions extends CommonOptions {
  readonly profile: ProfileName;
  readonly days?: string;
  readonly rows?: string;
  readonly again?: boolean;
  readonly open?: boolean;
}

export const registerDemo = (program: Command, context: Context): void => {
  program
    .command("demo")
    .summary("from nothing to SQL answers")
    .description(
      "Starts the sandbox, deploys the program, runs nights from a REST API into Iceberg, proves that nothing was lost, queries the views, and serves the dashboards until the sandbox is stopped. Existing parts are kept.",
    )
    .addOption(new Option("--profile <name>", "which source's data").choices(profileNames).default("flights"))
    .option("--days <n>", `nights to run; for flights up to ${mostFlightNights}, the first of which is all of 2013`)
    .option("--rows <n>", "transactions per day of the mission profile (default: 1000000)")
    .option("--again", "rerun nights that are already complete; this changes nothing")
    .option("--open", "then open the dashboards in the browser")
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
          // Sandbox, deployment and SQL grammar are loaded only when needed.
          const { runDemo } = await import("../demo/run-demo.ts");
          const request = { profile: options.profile, stack: options.stack, again: options.again === true, ...size };
          const { page, ...demo } = await runDemo({ ...request, isMeant: hasSize(size) }, context);
          if (options.open !== true) return demo;
          const { openInBrowser } = await import("../dashboards/open-in-browser.ts");
          return { ...demo, afterwards: () => openInBrowser(page, context.progress) };
        },
        () => sandboxStack,
      ),
    );
};
