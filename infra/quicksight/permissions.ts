/**
 * Permissions of QuickSight groups on each kind of resource: the sets of actions that its console calls viewer and
 * user. Pure.
 */
import { arn, type Place } from "../place.ts";

export interface Groups {
  readonly place: Place;
  readonly namespace: string;
  /** Region that holds the account's users and groups. */
  readonly identityRegion: string;
}

export const groupArn = ({ place, namespace, identityRegion }: Groups, name: string): string =>
  arn({ ...place, region: identityRegion }, "quicksight", `group/${namespace}/${name}`);

const actionSets = {
  readsDashboard: ["DescribeDashboard", "ListDashboardVersions", "QueryDashboard"],
  // An analysis can be shared only with people who may change it; the file remains the published source
  worksOnAnalysis: [
    "DescribeAnalysis",
    "UpdateAnalysis",
    "DeleteAnalysis",
    "QueryAnalysis",
    "RestoreAnalysis",
    "DescribeAnalysisPermissions",
    "UpdateAnalysisPermissions",
  ],
  usesDataSet: ["DescribeDataSet", "DescribeDataSetPermissions", "PassDataSet", "DescribeIngestion", "ListIngestions"],
  readsFolder: ["DescribeFolder"],
  usesTheme: ["DescribeTheme", "DescribeThemeAlias", "ListThemeAliases", "ListThemeVersions"],
} as const;

/** Sorted by name, as the service returns them: the list stands for a set. */
export const permissionsOf = (
  what: keyof typeof actionSets,
  groupArns: readonly string[],
): { readonly principal: string; readonly actions: string[] }[] =>
  [...new Set(groupArns)].sort().map((principal) => ({
    principal,
    actions: actionSets[what].map((action) => `quicksight:${action}`).sort(),
  }));
