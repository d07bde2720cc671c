import type { Stage } from "../../model/documents/sql-plan.ts";

/** `1 model`, `2 models`. */
export const countedModels = ({ length }: readonly unknown[]): string =>
  `${length} ${length === 1 ? "model" : "models"}`;

/** A stage in a few words. */
export const stageTitle = (stage: Stage): string => {
  if (stage.kind === "statements") return `${stage.action} ${stage.id}`;
  if (stage.kind === "build models") return `build ${countedModels(stage.models)}`;
  if (stage.kind === "drop models") return `drop ${countedModels(stage.models)}`;
  return stage.kind;
};
