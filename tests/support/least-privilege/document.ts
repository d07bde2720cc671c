/** docs/least-privilege.md: what each role may do, on what, and whether a night uses it. Generated from the program. */
import { recordResources, type RecordedResource } from "../../../infra/in-process/record.ts";
import { readStackConfig } from "../../../infra/in-process/stack-config.ts";
import { listed } from "../../../model/policy-pattern.ts";
import { reasonFor } from "./compare.ts";
import { justified } from "./justified.ts";
import type { Statement } from "./policy.ts";
import { requiredOf, type Required } from "./required.ts";

const prefix = "lakehouse-dev-";

interface Section {
  readonly part: string;
  readonly statements: readonly Statement[];
}

interface PolicyInputs {
  readonly role?: string;
  readonly name?: string;
  readonly policy?: string;
}

const sectionsOf = (resources: readonly RecordedResource[]): readonly Section[] =>
  resources
    .filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy" || type === "aws:iam/policy:Policy")
    .map(({ type, inputs }) => {
      const { role, name, policy } = inputs as PolicyInputs;
      const part = (type === "aws:iam/policy:Policy" ? name : role)?.slice(prefix.length) ?? "";
      const { Statement: statements } = JSON.parse(policy ?? "") as { Statement: readonly Statement[] };
      return { part, statements };
    })
    .sort((one, other) => (one.part < other.part ? -1 : 1));

/** Without the partition, region and account, which are the same everywhere. */
const shortArn = (resource: string): string =>
  resource === "*" ? "everything" : `\`${resource.replace(/^arn:aws:([^:]*):[^:]*:[^:]*:/, "$1 ")}\``;

const line = (part: string, statement: Statement, required: Required): string => {
  const { Sid: sid, Action: actions, Resource: resources, Condition: condition } = statement;
  const role = part === "query" || part === "apply-sql" ? "principal" : part;
  const head = `- ${sid ?? ""}: ${listed(resources).map(shortArn).join(", ")}${condition ? ", by conditions" : ""}`;
  const details = listed(actions).map((action) => {
    const source = required[role]?.[action];
    const asked =
      source === undefined ? undefined : `AWS requires it because of a setting of what the role runs: ${source}.`;
    const reason = reasonFor(justified, role, statement, action) ?? asked;
    return `  - \`${action}\`${reason === undefined ? "" : `: ${reason}`}`;
  });
  return [head, ...details].join("\n");
};

const introduction = `# What each role may do

Every action in a role's policy is either used in the sandbox or has its reason here, and nothing else is allowed: the test \`tests/sandbox/least-privilege\` compares the policies with the calls that it saw in whole nights and their accidents ([0020](adr/0020-least-privilege-by-observation.md)). What AWS requires because of a resource's settings stays whether or not its use was observed.

\`GET /_sandbox/calls\` of the emulator shows who called what, and \`DELETE\` forgets it. \`LAKEHOUSE_WRITE_DOCS=1\` makes the unit test of this page rewrite it.
`;

/** Settings that give a stack every role. */
const everything = {
  "lakehouse:redshift": JSON.stringify({ enabled: true }),
  "lakehouse:mails": JSON.stringify({
    from: "lakehouse@example.com",
    to: { operations: ["operator@example.com"] },
  }),
};

export const privilegesDocument = async (root: string, stack: string): Promise<string> => {
  const config = { ...readStackConfig(root, stack), ...everything };
  const resources = await recordResources(root, stack, config);
  const required = requiredOf(resources, prefix);
  const text = sectionsOf(resources).map(({ part, statements }) => {
    const lines = statements.map((statement) => line(part, statement, required));
    return `## ${part}\n\n${lines.join("\n")}\n`;
  });
  return [introduction, ...text].join("\n");
};
