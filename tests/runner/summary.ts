/** What is printed at the end: every suite with its budget, and on the last line only the sum over all. */
import { sumOf } from "./counts.ts";
import type { Ran } from "./schedule.ts";
import { budgetSeconds, suiteNames, suites } from "./suites.ts";

const budgetLine = (name: string, taken: number, budget: number): string => {
  const difference = Math.abs(taken - budget).toFixed(0);
  const verdict = taken > budget ? `${difference} s over` : `${difference} s under`;
  return `${name.padEnd(9)} ${taken.toFixed(0).padStart(5)} s  budget ${budget.toString().padStart(4)} s  ${verdict}`;
};

/** Lines of the budgets; the total budget only if all suites ran. */
export const budgetLines = (ran: readonly Ran[], totalSeconds: number): readonly string[] => {
  const inOrder = suiteNames.flatMap((name) => ran.filter(({ suite }) => suite === name));
  const lines = inOrder.map(({ suite, seconds }) => budgetLine(suite, seconds, suites[suite].budgetSeconds));
  return ran.length === suiteNames.length ? [...lines, budgetLine("together", totalSeconds, budgetSeconds)] : lines;
};

/** `N passed, N failed`. */
export const lastLine = (ran: readonly Ran[]): string => {
  const { passed, failed, skipped } = sumOf(ran.map(({ counts }) => counts));
  const alsoSkipped = skipped > 0 ? `, ${skipped} skipped` : "";
  return `${passed} passed, ${failed} failed${alsoSkipped}`;
};

export const exitCodeOf = (ran: readonly Ran[]): 0 | 1 => {
  const { passed, failed } = sumOf(ran.map(({ counts }) => counts));
  return failed > 0 || passed === 0 ? 1 : 0;
};
