import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { CompiledDashboard } from "../../../model/dashboards/quicksight/compile.ts";
import { dashboardId, dataSetId, personaId } from "../../../model/dashboards/quicksight/ids.ts";
import type { QuickSightDeployment } from "../../../model/documents/deployment.ts";
import type { Persona } from "../../../model/governance/principals.ts";
import { quickSightRole, roleArn } from "../../permissions/roles.ts";
import { arn, type Place } from "../../place.ts";
import { dataSetArgs } from "../../quicksight/data-set.ts";
import { definitionInputs } from "../../quicksight/inputs.ts";
import { groupArn, permissionsOf } from "../../quicksight/permissions.ts";
import { deploymentOf, publicationsOf, publishedPersonas, type Publication } from "../../quicksight/publications.ts";
import { themeConfiguration } from "../../quicksight/theme.ts";

export interface QuickSightArgs {
  readonly place: Place;
  /** Those that are published, with the personas that they are for. */
  readonly dashboards: readonly CompiledDashboard[];
  readonly workgroup: pulumi.Input<string>;
  readonly mode: "direct" | "spice";
  readonly namespace: string;
  /** Where the account's groups are kept. */
  readonly identityRegion: string;
  /** Names of groups by persona. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly authors: Readonly<Record<string, readonly string[]>>;
  /** What has to be there before a persona's role is asked as: its grants. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * QuickSight as the second place where the dashboards' files are shown: for each persona a data source that asks with
 * its role, a folder, and each dashboard with data sets and an analysis of its own.
 */
export class QuickSight extends pulumi.ComponentResource {
  /** What the deployment says of it. */
  readonly deployment: QuickSightDeployment;
  private readonly args: QuickSightArgs;

  constructor(name: string, args: QuickSightArgs) {
    super("lakehouse:infra:QuickSight", name);
    this.args = args;
    const { place } = args;
    const theme = new aws.quicksight.Theme(
      `${name}-theme`,
      {
        themeId: place.prefix,
        name: place.prefix,
        baseThemeId: "CLASSIC",
        configuration: themeConfiguration,
        permissions: permissionsOf(
          "usesTheme",
          publishedPersonas(args).flatMap((persona) => this.authorsOf(persona)),
        ),
      },
      { parent: this },
    );
    for (const persona of publishedPersonas(args)) {
      const source = this.createSource(name, persona);
      const folder = this.createFolder(name, persona);
      for (const { dashboard } of publicationsOf(args).filter((one) => one.persona === persona)) {
        this.publish(name, { dashboard, persona }, { source, folder, theme });
      }
    }
    this.deployment = deploymentOf(args);
    this.registerOutputs({});
  }

  private arnsOf(names: readonly string[] = []): readonly string[] {
    const { place, namespace, identityRegion } = this.args;
    return names.map((name) => groupArn({ place, namespace, identityRegion }, name));
  }

  private readersOf(persona: Persona): readonly string[] {
    return this.arnsOf(this.args.groups[persona]);
  }

  private authorsOf(persona: Persona): readonly string[] {
    return this.arnsOf(this.args.authors[persona]);
  }

  /** Each query runs as the persona's role, whoever looks. */
  private createSource(name: string, persona: Persona): aws.quicksight.DataSource {
    const { place, workgroup, after } = this.args;
    return new aws.quicksight.DataSource(
      `${name}-${persona}`,
      {
        dataSourceId: personaId(place.prefix, persona),
        name: `${place.prefix} as ${persona}`,
        type: "ATHENA",
        parameters: { athena: { workGroup: workgroup, roleArn: roleArn(place, quickSightRole(persona)) } },
        sslProperties: { disableSsl: false },
      },
      // The service tries the connection when it is made
      { parent: this, dependsOn: [...after] },
    );
  }

  private createFolder(name: string, persona: Persona): aws.quicksight.Folder {
    const { place } = this.args;
    return new aws.quicksight.Folder(
      `${name}-${persona}`,
      {
        folderId: personaId(place.prefix, persona),
        name: `${place.prefix} for ${persona}`,
        folderType: "SHARED",
        permissions: permissionsOf("readsFolder", [...this.readersOf(persona), ...this.authorsOf(persona)]),
      },
      { parent: this },
    );
  }

  private publish(
    name: string,
    { dashboard, persona }: Publication,
    {
      source,
      folder,
      theme,
    }: {
      readonly source: aws.quicksight.DataSource;
      readonly folder: aws.quicksight.Folder;
      readonly theme: aws.quicksight.Theme;
    },
  ): void {
    const { place, mode } = this.args;
    const own = `${name}-${dashboard.name}-${persona}`;
    const id = dashboardId(place.prefix, dashboard.name, persona);
    const dataSets = dashboard.dataSets.map((compiled) => {
      const setId = dataSetId(place.prefix, dashboard.name, compiled.query, persona);
      return new aws.quicksight.DataSet(
        `${name}-${dashboard.name}-${compiled.query}-${persona}`,
        dataSetArgs(compiled, {
          id: setId,
          name: `${dashboard.title}: ${compiled.query} (${persona})`,
          dataSourceArn: source.arn,
          mode,
          readers: this.readersOf(persona),
          authors: this.authorsOf(persona),
        }),
        { parent: this },
      );
    });
    // By id and not by output: a definition is as large as it is, and known as a whole before anything is there
    const definition = definitionInputs(
      dashboard.definition((query) =>
        arn(place, "quicksight", `dataset/${dataSetId(place.prefix, dashboard.name, query, persona)}`),
      ),
    );
    const options = { parent: this, dependsOn: dataSets, transformations: [withDefinition(definition)] };
    const published = new aws.quicksight.Dashboard(
      own,
      {
        dashboardId: id,
        name: dashboard.title,
        versionDescription: dashboard.description.slice(0, longestDescription),
        themeArn: theme.arn,
        permissions: permissionsOf("readsDashboard", [...this.readersOf(persona), ...this.authorsOf(persona)]),
        dashboardPublishOptions: {
          adHocFilteringOption: { availabilityStatus: "DISABLED" },
          exportToCsvOption: { availabilityStatus: "ENABLED" },
          sheetControlsOption: { visibilityState: "EXPANDED" },
        },
      },
      options,
    );
    new aws.quicksight.Analysis(
      own,
      {
        analysisId: id,
        name: dashboard.title,
        themeArn: theme.arn,
        permissions: permissionsOf("worksOnAnalysis", this.authorsOf(persona)),
        recoveryWindowInDays: 7,
      },
      options,
    );
    new aws.quicksight.FolderMembership(
      own,
      { folderId: folder.folderId, memberId: published.dashboardId, memberType: "DASHBOARD" },
      { parent: this },
    );
  }
}

const longestDescription = 512;

/**
 * The SDK has no `definition`, because its types were too many for other languages, and drops what it doesn't know; the
 * provider itself takes it: https://github.com/pulumi/pulumi-terraform-bridge/issues/1118
 */
const withDefinition =
  (definition: Readonly<Record<string, unknown>>): pulumi.ResourceTransformation =>
  ({ props, opts }) => ({ props: { ...(props as object), definition }, opts });
