/** Who may import whom. The folders show the layers; this file makes them hold. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** The tests of one kind of source are beside it. */
const ofKinds = "^sources/[^/]+/tests/";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    forbid("no-cycles", "A cycle has no layer.", {}, { circular: true }),
    forbid(
      "no-orphans",
      "A module that nothing uses is dead code.",
      {
        orphan: true,
        pathNot:
          "\\.(d\\.ts|js|mjs|cjs)$|^(tests|sources/[^/]+/tests|infra/index|policy/run|lambdas/[^/]+/handler|bench|sandbox/source/main)",
      },
      {},
    ),
    forbid(
      "model-is-pure",
      "The model imports nothing of ours and does no I/O.",
      { path: "^model/" },
      { path: "^(contracts|infra|policy|aws|sources|lambdas|glue|sql|cli|sandbox|bench|tests)/" },
    ),
    forbid(
      "model-has-no-io",
      "The model does no I/O and calls no AWS; it may have the words of an API as types.",
      { path: "^model/" },
      {
        path: "^(fs|fs/promises|node:fs|child_process|http|https|net)$|@aws-sdk|@pulumi",
        dependencyTypesNot: ["type-only"],
      },
    ),
    forbid(
      "components-stand-alone",
      "Components get arguments; they don't read config or handlers.",
      { path: "^infra/components/" },
      { path: "^(infra/(config|index|stack|lakehouse|foundations|night|artifacts|in-process)|lambdas/)" },
    ),
    forbid(
      "definitions-are-pure",
      "What resources are given is worked out without the resources.",
      { path: "^infra/(definitions|monitoring|network|permissions|quicksight)/|^infra/place" },
      { path: "^(infra/(components|config|index|stack|lakehouse|foundations|night|artifacts|in-process)|lambdas/)" },
    ),
    forbid(
      "lambdas-know-no-infra",
      "Handlers run without the program that deploys them.",
      { path: "^lambdas/" },
      { path: "^(infra|cli|sql|contracts)/" },
    ),
    forbid(
      "aws-knows-model-only",
      "An adapter is the same for whoever asks: functions, SQL and the command.",
      { path: "^aws/" },
      { path: "^(contracts|infra|policy|sources|lambdas|glue|sql|cli|sandbox|bench|tests)/" },
    ),
    forbid(
      "sources-know-model-and-aws",
      "A kind of source is the same for whoever reads from it.",
      { path: "^sources/", pathNot: ofKinds },
      { path: "^(contracts|infra|policy|lambdas|glue|sql|cli|sandbox|bench|tests)/" },
    ),
    forbid(
      "kinds-are-behind-the-seam",
      "Whoever reads from sources uses the files beside the kinds' folders, and knows no kind. (The comparison with dlt describes the same API to it.)",
      { pathNot: "^(sources|tests)/|^bench/scenarios/dlt\\." },
      { path: "^sources/[^/]+/" },
    ),
    forbid(
      "only-the-index-names-kinds",
      "A new kind is its folder and a row.",
      { path: "^sources/[^/]+\\.ts$", pathNot: "^sources/index\\.ts$" },
      { path: "^sources/[^/]+/" },
    ),
    forbid(
      "kinds-are-siblings",
      "A kind of source knows what all kinds share, and no other kind.",
      { path: "^sources/([^/]+)/" },
      { path: "^sources/([^/]+)/", pathNot: "^sources/$1/" },
    ),
    forbid(
      "only-aws-calls-aws",
      "Calls of AWS are in aws/, each once; others hand its clients on.",
      { path: "^(contracts|infra|policy|sources|lambdas|sql|cli|bench)/" },
      { path: "@aws-sdk", dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "lambdas-shared-is-for-functions",
      "What others need too is an adapter, in aws/, or pure, in model/.",
      { pathNot: "^(lambdas|tests)/" },
      { path: "^lambdas/shared/" },
    ),
    forbid(
      "functions-are-siblings",
      "A function shares by lambdas/shared, not by its sibling.",
      { path: "^lambdas/([^/]+)/" },
      { path: "^lambdas/([^/]+)/", pathNot: "^lambdas/($1|shared)/" },
    ),
    forbid(
      "shared-knows-no-function",
      "Shared code serves functions and knows none.",
      { path: "^lambdas/shared/" },
      { path: "^lambdas/", pathNot: "^lambdas/shared/" },
    ),
    forbid(
      "rules-are-pure",
      "A rule is a function over what was registered; who registers and who asks is beside it.",
      { path: "^policy/(rules/|rule|judges|document\\.|exceptions|verdict)" },
      { path: "^(model|contracts|infra|aws|sources|lambdas|sql|cli|sandbox|bench)/|^(fs|node:fs|node:path)$|@pulumi" },
    ),
    forbid(
      "nobody-needs-the-rules",
      "The program stands without its rules.",
      { path: "^(model|contracts|infra|aws|sources|lambdas|sql|cli|sandbox|bench)/" },
      { path: "^policy/" },
    ),
    forbid(
      "nobody-imports-tests",
      "Tests import the product, never the reverse.",
      { pathNot: `^tests/|${ofKinds}` },
      { path: `^tests/|${ofKinds}` },
    ),
    forbid(
      "product-knows-no-sandbox",
      "The sandbox is an AWS endpoint. Only the command starts it.",
      { path: "^(model|contracts|infra|aws|sources|lambdas|sql)/", pathNot: ofKinds },
      { path: "^(sandbox|cli|bench)/" },
    ),
    forbid(
      "no-dev-dependencies",
      "What runs needs what is installed to run.",
      { path: "^(model|contracts|infra|policy|aws|sources|lambdas|sql|cli|sandbox)/", pathNot: ofKinds },
      { dependencyTypes: ["npm-dev"], pathNot: "@types/" },
    ),
    forbid(
      "no-undeclared-dependencies",
      "Every package is in package.json.",
      {},
      { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    ),
    forbid(
      "no-unresolvable",
      "Every import resolves. (These offer conditions of `exports` that this tool doesn't know.)",
      {},
      {
        couldNotResolve: true,
        pathNot: "^(tsx|typebox|typescript-eslint|vega-embed|vega-lite|nodemailer/lib/mail-composer)$",
      },
    ),
  ],
  required: [
    {
      name: "components-make-resources",
      comment: "What only works out what resources are given has a folder of its own in infra/.",
      severity: "error",
      module: { path: "^infra/components/" },
      to: { path: "@pulumi/aws|^infra/components/(building-blocks/|monitoring/alarms|storage/zone-bucket)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // the policy pack has a package.json for the Pulumi command, and no packages of its own
    combinedDependencies: true,
    exclude: { path: "^\\.sandbox/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ["import", "node", "default", "types"] },
  },
};
