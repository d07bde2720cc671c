import type { Lake } from "../../cli/aws/lake.ts";
import { lakehouse } from "./command.ts";

/** Reruns the nights of a sandbox whose nights were run before figures of nights were recorded. */
export const figuresOfNights = async ({ athena }: Lake): Promise<void> => {
  const counted = (source: string): string => `(SELECT count(*) FROM ${source}_processed.dataset_nights)`;
  const { rows } = await athena.query(`SELECT ${counted("flights")}, ${counted("mission")}`);
  const [flights, mission] = rows[0] ?? [];
  if (flights === "0") await lakehouse(["demo", "--again"]);
  if (mission === "0") await lakehouse(["demo", "--profile", "mission", "--rows", "2000", "--again"]);
};
