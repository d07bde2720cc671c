import type { Scenario } from "../scenario.ts";
import { deployScenario } from "./deploy.ts";
import { dltScenario } from "./dlt.ts";
import { rerunScenario, updatesScenario } from "./flights.ts";
import { nightScenario } from "./night.ts";
import { memoryScenario, mergeScenario, smallScenario, largeScenario } from "./scale.ts";
import { pagingScenario } from "./paging.ts";
import { sqlPlanScenario } from "./sql-plan.ts";

/** In the order in which they run: those that share a deployment first, those that need an empty sandbox last. */
export const scenarios: readonly Scenario[] = [
  nightScenario,
  dltScenario,
  updatesScenario,
  rerunScenario,
  deployScenario,
  sqlPlanScenario,
  mergeScenario,
  smallScenario,
  pagingScenario,
  largeScenario,
  memoryScenario,
];
