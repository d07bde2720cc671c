import { text, type Of } from "../validation/schema.ts";
import { part } from "./document.ts";
import { windowPart } from "./values.ts";

/** Input of the nightly state machine. */
export const runInput = part("a run's input", {
  /** Also the execution's name, so that a night starts only once: `<group>-<since>-<until>-a<attempt>`. */
  runId: text,
  group: text,
  window: windowPart,
});
export type RunInput = Of<typeof runInput>;
export const runInputKind = {
  name: "run's input",
  code: "RUN_INPUT_INVALID",
  fix: 'start runs by the schedule or by "lakehouse run"',
  schema: runInput,
};
