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
  /** Published dashboards with the personas they are for. */
  readonly dashboards: readonly CompiledDashboard[];
  readonly workgroup: pulumi.Input<string>;
  readonly mode: "direct" | "spice";
  readonly namespace: string;
  /** Region that holds the account's groups. */
  readonly identityRegion: string;
  /** Group names by persona. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly authors: Readonly<Record<string, readonly string[]>>;
  /** What must exist before queries run as a persona's role: its grants. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * QuickSight as the second place that shows the dashboards' files: for each persona, a data source that queries with
 * its role and a folder; for each dashboard, its own data sets and analysis.
 */
export class QuickSight extends pulumi.ComponentResource {
  /** The QuickSight part of the deployment document. */
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

  /** Every query runs as the persona's role, whoever views the dashboard. */
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
      // The service tests the connection when it is created
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
    // By id, not by output: a definition is large, and is fully known before anything exists
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
 * The SDK has no `definition`, because its types were too large for other languages, and it drops unknown properties;
 * the provider itself accepts it: https://github.com/pulumi/pulumi-terraform-bridge/issues/1118
 */
const withDefinition =
  (definition: Readonly<Record<string, unknown>>): pulumi.ResourceTransformation =>
  ({ props, opts }) => ({ props: { ...(props as object), definition }, opts });
