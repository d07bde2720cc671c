/** Who may see what. Lake Formation governs nothing until every way around it is closed. */
import { allowsOf, covers, granted } from "../document.ts";
import { at, input, listAt, refersTo, textAt, unless } from "../judges.ts";
import type { Judge, Resource, Rule, Stack } from "../rule.ts";

const permissions = "aws:lakeformation/permissions:Permissions";
const location = "aws:lakeformation/resource:Resource";
const settings = "aws:lakeformation/dataLakeSettings:DataLakeSettings";
const database = "aws:glue/catalogDatabase:CatalogDatabase";
const roleArn = /^arn:[^:]+:iam::\d{12}:role\/(.+)$/;

const lake = { origins: [], severity: "high", services: ["Lake Formation"], types: [permissions] } as const;

const isOfStack = ({ inputs }: Resource, stack: Stack): boolean => {
  const [, name = ""] = roleArn.exec(textAt(inputs, "principal")) ?? [];
  return stack.of("aws:iam/role:Role").some((role) => role.inputs["name"] === name);
};

/** People and tools, not the stack's own jobs. */
const forOthers = (judge: Judge): Judge => unless(isOfStack, judge);

/** Values of a tag in the grant's expression. */
const tagged = ({ inputs }: Resource, key: string): readonly unknown[] =>
  listAt(inputs, "lfTagPolicy.expressions")
    .filter((expression) => textAt(expression, "key").split(":").at(-1) === key)
    .flatMap((expression) => listAt(expression, "values"));

const isOtherThan = (values: readonly unknown[], wanted: string): boolean =>
  values.length === 0 || values.some((value) => value !== wanted);

const selects = ({ inputs }: Resource): boolean => listAt(inputs, "permissions").includes("SELECT");

/** Grants on an S3 location don't give access to data: they let a role create tables there. */
const isOnData = ({ inputs }: Resource): boolean => at(inputs, "dataLocation") === undefined;

const bucketOf = (uri: string): string => /^s3:\/\/([^/]+)/.exec(uri)?.[1] ?? "";

/**
 * Athena needs the database `default` for every caller, and it isn't the stack's to tag. Finding it exposes no data.
 */
const isAthenasDefault = ({ inputs }: Resource): boolean =>
  at(inputs, "database.name") === "default" && listAt(inputs, "permissions").every((one) => one === "DESCRIBE");

export const lakeFormationRules: readonly Rule[] = [
  {
    ...lake,
    id: "lake-no-iam-allowed-principals",
    title: "Nothing is granted to IAM_ALLOWED_PRINCIPALS",
    severity: "critical",
    types: [permissions, settings],
    judge: (resource) =>
      [
        ...listAt(resource.inputs, "principal"),
        ...["createDatabaseDefaultPermissions", "createTableDefaultPermissions"].flatMap((defaults) =>
          listAt(resource.inputs, defaults).map((given) => at(given, "principal")),
        ),
      ]
        .filter((principal) => principal === "IAM_ALLOWED_PRINCIPALS")
        .map(() => "IAM_ALLOWED_PRINCIPALS bypasses Lake Formation"),
    fix: "remove the grant; name the roles",
  },
  {
    ...lake,
    id: "lake-grants-to-roles",
    title: "Grants are to named roles of one account",
    judge: input("principal", (principal) => roleArn.test(String(principal)), "the ARN of a role"),
    fix: "name the role",
  },
  {
    ...lake,
    id: "lake-no-wildcard-grant",
    title: "No grant covers all tables, or every value of a tag",
    severity: "critical",
    judge: ({ inputs }) => [
      ...(at(inputs, "table.wildcard") === true || at(inputs, "tableWithColumns.wildcard") === true
        ? ["it covers every current and future table or column"]
        : []),
      ...(at(inputs, "lfTagPolicy") !== undefined && listAt(inputs, "lfTagPolicy.expressions").length === 0
        ? ["its tag expression is empty"]
        : []),
      ...listAt(inputs, "lfTagPolicy.expressions")
        .filter((expression) => listAt(expression, "values").some((value) => value === "*"))
        .map((expression) => `it covers every value of the tag ${textAt(expression, "key")}`),
    ],
    fix: "name tables, or tags with their values",
  },
  {
    ...lake,
    id: "lake-no-all",
    title: "Nobody but the stack's own jobs gets ALL or SUPER",
    judge: forOthers(({ inputs }) =>
      listAt(inputs, "permissions")
        .filter((permission) => permission === "ALL" || permission === "SUPER")
        .map((permission) => `it gives ${permission}`),
    ),
    fix: "name the permissions",
  },
  {
    ...lake,
    id: "lake-no-grant-option",
    title: "No grant has the grant option",
    judge: ({ inputs }) =>
      listAt(inputs, "permissionsWithGrantOptions").map(
        (permission) => `${String(permission)} may be granted to others`,
      ),
    fix: "leave permissionsWithGrantOptions out",
  },
  {
    ...lake,
    id: "lake-grants-by-tags",
    title: "Data is granted by tags, so that a new table or column follows its contract",
    judge: (resource) =>
      isOnData(resource) &&
      at(resource.inputs, "catalogResource") !== true &&
      at(resource.inputs, "lfTagPolicy") === undefined &&
      at(resource.inputs, "lfTag") === undefined &&
      !isAthenasDefault(resource)
        ? ["it names tables or databases"]
        : [],
    fix: "grant an lfTagPolicy",
  },
  {
    ...lake,
    id: "lake-changes-in-curated-only",
    title: "Roles from outside the stack change only the curated zone's tables and views",
    judge: forOthers((resource) =>
      at(resource.inputs, "lfTagPolicy.resourceType") === "TABLE" && isOtherThan(tagged(resource, "zone"), "curated")
        ? listAt(resource.inputs, "permissions")
            .filter((permission) => permission !== "DESCRIBE" && permission !== "SELECT")
            .map((permission) => `it gives ${String(permission)} outside the curated zone`)
        : [],
    ),
    fix: "leave writing to the stack's jobs",
  },
  {
    ...lake,
    id: "lake-raw-unread",
    title: "Nobody but the stack's own jobs selects from the raw zone",
    severity: "critical",
    judge: forOthers((resource) => {
      const zones = tagged(resource, "zone");
      return selects(resource) && (zones.length === 0 || zones.includes("raw"))
        ? ["it exposes personal values that aren't masked yet"]
        : [];
    }),
    fix: "grant the processed or the curated zone",
  },
  {
    ...lake,
    id: "lake-select-names-sensitivity",
    title: "SELECT grants name zone, domain and sensitivity, not only some of them",
    judge: forOthers((resource) => {
      const missing = ["zone", "domain", "sensitivity"].filter((key) => tagged(resource, key).length === 0);
      return selects(resource) && missing.length > 0 ? [`it holds for any ${missing.join(" and any ")}`] : [];
    }),
    fix: "name the values of all three tags",
  },
  {
    ...lake,
    id: "lake-no-way-around",
    title: "No policy for people and tools gives access to the tables' objects",
    severity: "critical",
    services: ["Lake Formation", "S3"],
    types: ["aws:iam/policy:Policy"],
    judge: ({ inputs }, stack) => {
      const objects = stack.of(location).map(({ inputs: { arn } }) => `${String(arn)}/object`);
      return allowsOf(inputs["policy"])
        .filter((statement) => granted(statement, ["s3:GetObject"]).length > 0)
        .flatMap(({ sid, resources }) =>
          objects
            .filter((object) => resources.some((pattern) => covers(pattern, object)))
            .map((object) => `the statement ${sid} gives access to ${object.slice(0, -"/object".length)}`),
        );
    },
    fix: "let them read through queries; Lake Formation decides what they may see",
  },
  {
    ...lake,
    id: "lake-locations-registered",
    title: "Every database's location is registered",
    types: [database],
    judge: ({ inputs }, stack) => {
      const bucket = bucketOf(textAt(inputs, "locationUri"));
      return stack.of(location).some((candidate) => refersTo(candidate.inputs["arn"], bucket))
        ? []
        : [`whoever may read the bucket ${bucket} reads its tables, because Lake Formation doesn't govern it`];
    },
    fix: "register the bucket as a location",
  },
  {
    ...lake,
    id: "lake-location-role",
    title: "A location has a role of its own, not the account's service-linked one",
    types: [location],
    judge: (resource, stack) => [
      ...input("roleArn", (arn) => roleArn.test(String(arn)), "the ARN of a role")(resource, stack),
      ...(resource.inputs["useServiceLinkedRole"] === true ? ["it uses the service-linked role"] : []),
    ],
    fix: "set roleArn, and useServiceLinkedRole false",
  },
  {
    ...lake,
    id: "lake-location-not-hybrid",
    title: "No location lets IAM decide in addition to Lake Formation",
    types: [location],
    judge: input("hybridAccessEnabled", (enabled) => enabled !== true, "false"),
    fix: "set hybridAccessEnabled false",
  },
  {
    ...lake,
    id: "lake-databases-tagged",
    title: "Every database has tags for zone, domain and sensitivity",
    types: [database],
    judge: ({ inputs }, stack) => {
      const keys = stack
        .of("aws:lakeformation/resourceLfTags:ResourceLfTags")
        .filter((tags) => at(tags.inputs, "database.name") === inputs["name"])
        .flatMap((tags) => listAt(tags.inputs, "lfTags").map((tag) => textAt(tag, "key")));
      const missing = ["zone", "domain", "sensitivity"].filter(
        (key) => !keys.some((given) => given.split(":").at(-1) === key),
      );
      return missing.length === 0 ? [] : [`it has no tag ${missing.join(", ")}`];
    },
    fix: "add ResourceLfTags with all three",
  },
  {
    ...lake,
    id: "lake-settings-merged",
    title: "The account's settings are merged with the existing ones, never replaced",
    types: [settings],
    judge: () => ["it removes others' administrators: the provider replaces the settings as a whole"],
    fix: "leave the settings to the function that merges them",
  },
  {
    ...lake,
    id: "lake-tags-have-values",
    title: "Every tag of the lake lists its allowed values",
    severity: "low",
    types: ["aws:lakeformation/lfTag:LfTag"],
    judge: input("values", (values) => Array.isArray(values) && values.length > 0, "a list of values"),
    fix: "list the values",
  },
];
