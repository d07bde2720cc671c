import { lakehouseJson } from "./command.ts";
import type { DemoDocument } from "./flights-demo.ts";

let demo: Promise<DemoDocument> | undefined;

/** The mission demo with few transactions, run once for all tests of a process: its tables contain personal values. */
export const missionDemo = (): Promise<DemoDocument> =>
  (demo ??= lakehouseJson<DemoDocument>("demo", "--profile", "mission", "--rows", "2000"));
