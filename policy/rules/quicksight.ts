/** QuickSight. */
import { isGiven, listAt, textAt } from "../judges.ts";
import type { Rule } from "../rule.ts";

const quickSight = { severity: "high", services: ["QuickSight"] } as const;

/** Whole namespaces and single users aren't groups: the identity provider decides who is in a group. */
const isGroup = (principal: string): boolean => /:quicksight:[^:]*:\d{12}:group\//.test(principal);

export const quickSightRules: readonly Rule[] = [
  {
    ...quickSight,
    id: "quicksight-runs-as-role",
    title: "QuickSight queries Athena with a role of its own, so that Lake Formation decides",
    types: ["aws:quicksight/dataSource:DataSource"],
    origins: [],
    judge: ({ inputs }) =>
      textAt(inputs, "type") !== "ATHENA" || isGiven(textAt(inputs, "parameters.athena.roleArn"))
        ? []
        : ["it uses the account's role, which everybody's queries share"],
    fix: "set parameters.athena.roleArn",
  },
  {
    ...quickSight,
    id: "quicksight-shared-with-groups",
    title: "QuickSight resources are shared with groups, and neither with whole namespaces nor with single users",
    types: ["analysis", "dashboard", "dataSet", "dataSource", "folder", "theme"].map(
      (kind) => `aws:quicksight/${kind}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
    ),
    origins: [],
    judge: ({ inputs }) =>
      listAt(inputs, "permissions")
        .map((permission) => textAt(permission, "principal"))
        .filter((principal) => !isGroup(principal))
        .map((principal) => `it is shared with ${principal}, which isn't a group`),
    fix: "share it with a group",
  },
];
