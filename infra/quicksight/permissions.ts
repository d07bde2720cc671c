/** What groups of QuickSight may do with each kind of thing: the sets of actions that its console calls viewer and user. Pure. */
import { arn, type Place } from "../place.ts";

export interface Groups {
  readonly place: Place;
  readonly namespace: string;
  /** Where the account's users and groups are kept. */
  readonly identityRegion: string;
}

export const groupArn = ({ place, namespace, identityRegion }: Groups, name: string): string =>
  arn({ ...place, region: identityRegion }, "quicksight", `group/${namespace}/${name}`);

const actionSets = {
  readsDashboard: ["DescribeDashboard", "ListDashboardVersions", "QueryDashboard"],
  // An analysis can be shared with those alone who may change it; the file stays what is published
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

/** In the order of their names, in which the service answers them: a set is no list. */
export const permissionsOf = (
  what: keyof typeof actionSets,
  groupArns: readonly string[],
): { readonly principal: string; readonly actions: string[] }[] =>
  [...new Set(groupArns)].sort().map((principal) => ({
    principal,
    actions: actionSets[what].map((action) => `quicksight:${action}`).sort(),
  }));
