/** What the account's Lake Formation already holds. */
import type { LakeFormationClient } from "@aws-sdk/client-lakeformation";
import { lakeFormationClient } from "../../../aws/lake-formation/client.ts";
import { settingsStore } from "../../../aws/lake-formation/settings-store.ts";
import { accountTagKeys } from "../../../aws/lake-formation/tags.ts";
import { tagKeys } from "../../../model/governance/tags.ts";
import { failed, ok, type Check, type Finding } from "../check.ts";

const mostAdministrators = 30;
/** The function `govern` and the deploying principal. */
const ownAdministrators = 2;

const administrators = async (client: LakeFormationClient): Promise<Finding> => {
  const settings = await settingsStore(client).read();
  const count = settings.DataLakeAdmins?.length ?? 0;
  const isOpen = (settings.CreateTableDefaultPermissions?.length ?? 0) > 0;
  const defaults = isOpen ? "defaults leave new tables to IAM, and will be cleared" : "defaults are cleared";
  const found = `${count} of ${mostAdministrators} administrators; ${defaults}`;
  return count + ownAdministrators <= mostAdministrators
    ? ok(found)
    : failed(found, `remove some: the stack adds ${ownAdministrators}`);
};

/** @param isDeployed then the tags are the stack's own */
const tags = async (client: LakeFormationClient, isDeployed: boolean): Promise<Finding> => {
  const found = await accountTagKeys(client);
  const taken = tagKeys.filter((key) => found.includes(key));
  if (isDeployed) return ok(`the stack's tags exist: ${taken.join(", ")}`);
  return taken.length === 0
    ? ok(`no tag is called ${tagKeys.join(", ")}`)
    : failed(
        `the account has the tag ${taken.join(", ")}`,
        "import it first (docs/governance.md, Who runs what), and note that deploying sets its values",
      );
};

export const lakeFormationCheck = (isDeployed: boolean): Check => ({
  code: "LAKE_FORMATION",
  title: "Lake Formation's administrators, defaults and tags",
  look: async () => {
    const client = lakeFormationClient();
    return [await administrators(client), await tags(client, isDeployed)];
  },
});
