import { median } from "../measure/statistics.ts";
import { figureTable, type Outcome, type Scenario } from "../scenario.ts";
import type { Workbench } from "../workbench.ts";

const run = async (bench: Workbench): Promise<Outcome> => {
  await bench.lake();
  const seconds: number[] = [];
  for (let time = 0; time < bench.options.repeat; time += 1) seconds.push(await bench.deploy());
  const medianSeconds = median(seconds);
  return {
    figures: { medianSeconds, seconds },
    text: figureTable("deploy", { seconds: { unchanged: medianSeconds } }, 1),
  };
};

export const deployScenario: Scenario = {
  name: "deploy",
  title: "a deployment that changes nothing",
  isDefault: true,
  run,
};
