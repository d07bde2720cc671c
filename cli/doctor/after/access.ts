/** Compares grants, tags and settings, like `lakehouse access check`. */
import { compareGovernance } from "../../../model/governance/compare.ts";
import { governanceOf } from "../../../model/governance/index.ts";
import type { Lake } from "../../aws/lake.ts";
import { findingsOf, type Check } from "../check.ts";

export const accessCheck = ({ deployment, bundle }: Lake): Check => ({
  code: "ACCESS",
  title: "Grants, tags and settings",
  look: async () => {
    const { readAppliedRelations, openGovernance } = await import("../../aws/governance.ts");
    const declared = { ...(await bundle()), curated: await readAppliedRelations(deployment.artifactsBucket) };
    const names = governanceOf(declared, deployment.governance).databases.map(({ name }) => name);
    const live = await openGovernance(names, deployment.rawBucket);
    const problems = compareGovernance(declared, deployment.governance, live);
    return findingsOf(problems, `${live.grants.length} grants and ${live.tables.length} tables are as declared`);
  },
});
