import { expect } from "chai";
import { applySettings, type SettingsEvent } from "../../../../lambdas/govern/apply-settings.ts";
import { administratorsOf, leaveSettings, mergeSettings } from "../../../../lambdas/govern/settings.ts";
import { environmentKey } from "../../../../model/sql/environment.ts";
import { faultOf } from "../rejection.ts";
import { MemoryLake } from "./memory-lake.ts";

const role = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;

const event = (administrators: readonly string[], action?: "create" | "update" | "delete"): SettingsEvent => ({
  action: "settings",
  administrators,
  domains: ["flights"],
  ...(action && { tf: { action } }),
});

describe("data lake settings", () => {
  const ours = [role("govern"), role("deployer")];

  it("close the defaults by empty lists, add our administrators and keep everything else", async () => {
    const lake = new MemoryLake();
    const { ReadOnlyAdmins, Parameters, TrustedResourceOwners } = lake.settings;
    const result = await applySettings(event(ours, "create"), lake.settingsPorts);
    expect(result).to.include({ administratorsAdded: 2, administratorsRemoved: 0 });
    expect(lake.settings).to.deep.equal({
      ReadOnlyAdmins,
      Parameters,
      TrustedResourceOwners,
      DataLakeAdmins: [role("theirs"), ...ours].map((arn) => ({ DataLakePrincipalIdentifier: arn })),
      CreateDatabaseDefaultPermissions: [],
      CreateTableDefaultPermissions: [],
    });
  });

  it("are written once: what is in effect is left alone", async () => {
    const lake = new MemoryLake();
    await applySettings(event(ours, "create"), lake.settingsPorts);
    const result = await applySettings(event(ours, "update"), lake.settingsPorts);
    expect(result.administratorsAdded).to.equal(0);
    expect(lake.changes).to.deep.equal(["settings", "create default"]);
  });

  it("make the database that Athena asks for in every query, and leave one that somebody has", async () => {
    const lake = new MemoryLake();
    expect((await applySettings(event(ours, "create"), lake.settingsPorts)).defaultDatabaseMade).to.equal(true);
    expect(lake.databases.get("default")).to.deep.equal({
      Name: "default",
      Description: "Requested by Athena in every query",
      CreateTableDefaultPermissions: [],
    });
    await applySettings(event(ours, "delete"), lake.settingsPorts);
    expect([...lake.databases.keys()], "others may query with it by then").to.deep.equal(["default"]);
    const used = new MemoryLake();
    used.addDatabase("default", { team: "them" });
    const before = used.databases.get("default");
    expect((await applySettings(event(ours, "create"), used.settingsPorts)).defaultDatabaseMade).to.equal(false);
    expect(used.databases.get("default")).to.equal(before);
    expect(used.changes).to.deep.equal(["settings"]);
  });

  it("are an error when the account accepted them and didn't apply them", async () => {
    const lake = new MemoryLake();
    lake.isDeaf = true;
    const fault = await faultOf(applySettings(event(ours, "create"), lake.settingsPorts));
    expect(fault.problem.code).to.equal("DATA_LAKE_SETTINGS_NOT_APPLIED");
    expect(fault.problem.message).to.contain("defaults of tables: found [{");
    expect(fault.problem.message).to.contain("wanted []");
  });

  it("lose only the administrators that this stack added, when the stack goes", async () => {
    const lake = new MemoryLake();
    await applySettings(event([...ours, role("theirs")], "create"), lake.settingsPorts);
    const result = await applySettings(event([...ours, role("theirs")], "delete"), lake.settingsPorts);
    expect(result.administratorsRemoved).to.equal(2);
    expect(administratorsOf(lake.settings)).to.deep.equal([role("theirs")]);
    expect(lake.settings.CreateTableDefaultPermissions).to.deep.equal([]);
  });

  it("lose the deployer of before when another one takes over", async () => {
    const lake = new MemoryLake();
    await applySettings(event([role("govern"), role("alice")], "create"), lake.settingsPorts);
    await applySettings(event([role("govern"), role("ci")], "update"), lake.settingsPorts);
    expect(administratorsOf(lake.settings)).to.deep.equal([role("theirs"), role("govern"), role("ci")]);
  });

  it("keep an administrator whom somebody else added in between", async () => {
    const lake = new MemoryLake();
    await applySettings(event(ours, "create"), lake.settingsPorts);
    lake.settings = mergeSettings(lake.settings, [role("second")], []);
    await applySettings(event(ours, "update"), lake.settingsPorts);
    await applySettings(event(ours, "delete"), lake.settingsPorts);
    expect(administratorsOf(lake.settings)).to.deep.equal([role("theirs"), role("second")]);
  });

  it("take the tag of a removed source off its databases, so that its value can go", async () => {
    const lake = new MemoryLake();
    lake.tagValues.set("domain", ["flights", "mission"]);
    lake.databaseTags.set("mission_raw", { domain: "mission", zone: "raw", cost: "42" });
    lake.databaseTags.set("flights_raw", { domain: "flights", zone: "raw" });
    lake.databaseTags.set("mission_curated__preview_1", { domain: "mission" });
    lake.documents.set(environmentKey("preview_1"), {});
    const result = await applySettings(event(ours, "update"), lake.settingsPorts);
    expect(result.databasesRetired).to.equal(2);
    expect(lake.databaseTags.get("mission_curated__preview_1")).to.deep.equal({});
    expect(lake.databaseTags.get("mission_raw")).to.deep.equal({ zone: "raw", cost: "42" });
    expect(lake.databaseTags.get("flights_raw")).to.deep.equal({ domain: "flights", zone: "raw" });
  });

  it("are unchanged by leaving, when nothing was added", () => {
    const { settings } = new MemoryLake();
    expect(leaveSettings(settings, [])).to.deep.equal(settings);
  });
});
