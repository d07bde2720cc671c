/** The demo's dashboards, served alongside the sandbox until it is stopped. */
import { fileURLToPath } from "node:url";
import { startPage } from "../../sandbox/index.ts";
import { serveDefaults } from "../dashboards/request.ts";
import type { Progress } from "../output/progress.ts";
import { sandboxProgressLine } from "../output/sandbox-progress.ts";
import type { ProfileName } from "./profiles.ts";

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** The server finds the sandbox the way this command does. */
const ownSettings = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name.startsWith("LAKEHOUSE_") && value !== undefined ? [[name, value]] : [],
    ),
  );

const dashboards: Readonly<Record<ProfileName, string>> = { flights: "flights", mission: "operations" };

/** @returns the address of the profile's dashboard */
export const demoPage = async (profile: ProfileName, stack: string, progress: Progress): Promise<string> => {
  const server = {
    command: process.execPath,
    arguments: (port: number) => [
      ...[path("../bootstrap.mjs"), path("../main.ts")],
      ...["dashboards", "serve", "--stack", stack, "--port", port.toString()],
    ],
    environment: ownSettings(),
    port: serveDefaults.port,
  };
  const url = await progress.step("Dashboards: serve", (step) => {
    const line = sandboxProgressLine();
    return startPage(server, (report) => {
      step.update(line(report));
    });
  });
  return new URL(`/d/${dashboards[profile]}`, url).href;
};
