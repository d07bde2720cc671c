/** The resource of a Lake Formation permission, from the provider's inputs to the API's. */
import type { Resource, ResourceType } from "@aws-sdk/client-lakeformation";

export interface DatabaseReference {
  readonly name: string;
}

/** Exactly one is given. */
export interface NamedResource {
  readonly database?: DatabaseReference;
  readonly dataLocation?: { readonly arn: string };
  readonly lfTagPolicy?: {
    readonly resourceType: ResourceType;
    readonly expressions: readonly { readonly key: string; readonly values: string[] }[];
  };
}

/** Inputs that name the resource of a permission. */
export const resourceInputs = ["database", "dataLocation", "lfTagPolicy"] as const;

export const toDatabase = ({ name }: DatabaseReference): Resource => ({ Database: { Name: name } });

const toPolicy = ({ resourceType, expressions }: NonNullable<NamedResource["lfTagPolicy"]>): Resource => ({
  LFTagPolicy: {
    ResourceType: resourceType,
    Expression: expressions.map(({ key, values }) => ({ TagKey: key, TagValues: values })),
  },
});

/** @throws if none is given */
export const toResource = ({ database, dataLocation, lfTagPolicy }: NamedResource): Resource => {
  if (database !== undefined) return toDatabase(database);
  if (dataLocation !== undefined) return { DataLocation: { ResourceArn: dataLocation.arn } };
  if (lfTagPolicy !== undefined) return toPolicy(lfTagPolicy);
  throw new Error("It names no resource; give one of database, dataLocation, lfTagPolicy.");
};
