import type { Stage } from "../plan/types.ts";

/** A stage in a few words. */
export const stageTitle = (stage: Stage): string => {
  if (stage.kind === "statements") return `${stage.action} ${stage.id}`;
  if (stage.kind === "build models") return `build ${stage.models.length.toString()} models`;
  if (stage.kind === "drop models") return `drop ${stage.models.length.toString()} models`;
  return stage.kind;
};
