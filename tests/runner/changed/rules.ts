/** Dependencies that imports don't show: files that are read, run or deployed by path. */
import { minimatch } from "minimatch";
import type { Edge } from "./graph.ts";

/** Dependents and dependencies, as patterns over the repository's files. */
interface Rule {
  readonly dependents: readonly string[];
  readonly on: readonly string[];
}

export const rules: readonly Rule[] = [
  // the deployment runs the program in its own process, which bundles handlers and zips the job's package
  { dependents: ["sandbox/deployment/index.ts"], on: ["sandbox/deployment/process.ts"] },
  { dependents: ["infra/stack.ts", "tests/unit/infra/**/*.test.ts"], on: ["lambdas/*/handler.ts", "glue/**/*.py"] },
  { dependents: ["infra/in-process/stack-config.ts", "tests/unit/infra/**/*.test.ts"], on: ["Pulumi*.yaml"] },
  // input files of their readers
  {
    dependents: ["contracts/index.ts", "tests/unit/model/contracts/*.ts", "tests/property/**/*.test.ts"],
    on: ["contracts/*.yaml", "tests/contracts/valid/*.yaml"],
  },
  { dependents: ["tests/contracts/test_*.py"], on: ["contracts/*.yaml", "tests/contracts/valid/*.yaml"] },
  { dependents: ["sql/project/read-project.ts"], on: ["sql/**/*.sql", "sql/**/*.yaml", "dashboards/*", "mails/*"] },
  { dependents: ["infra/load-mails.ts"], on: ["dashboards/*", "mails/*"] },
  // the page is bundled by path
  { dependents: ["cli/dashboards/assets.ts"], on: ["cli/dashboards/page/**"] },
  { dependents: ["sql/project/grammar-memory.ts"], on: ["sql/project/*.ts"] },
  { dependents: ["tests/unit/model/contracts/*.test.ts"], on: ["tests/invalid/**"] },
  {
    dependents: ["tests/unit/model/formats/*.test.ts", "tests/glue/test_csv_text.py"],
    on: ["tests/formats/*.json"],
  },
  { dependents: ["tests/unit/sql/**/*.test.ts"], on: ["tests/invalid-sql/**", "tests/unit/sql/**"] },
  { dependents: ["tests/unit/policy/*.test.ts"], on: ["tests/policy-fixtures/*.ts", "policy/**"] },
  { dependents: ["tests/unit/**/*.test.ts"], on: ["docs/**/*.md"] },
  // pages that are tried, and compared with what they document
  { dependents: ["tests/unit/docs/sources.test.ts"], on: ["docs/sources/try/*.yaml", "contracts/README.md"] },
  { dependents: ["tests/unit/sources/new-kind.test.ts"], on: ["sources/README.md"] },
  { dependents: ["sources/*/tests/documentation.test.ts"], on: ["sources/*/README.md"] },
  { dependents: ["tests/unit/cli/bootstrap.test.ts"], on: ["cli/bootstrap.mjs"] },
  { dependents: ["tests/unit/least-privilege/*.test.ts"], on: ["docs/**", "tests/support/least-privilege/*"] },
  {
    dependents: ["tests/unit/sandbox/documentation.test.ts", "tests/unit/sandbox/emulator/*.test.ts"],
    on: ["sandbox/emulator/**", "glue/**/*.py", "cli/doctor/**/*.ts"],
  },
  // the parts of the sandbox are started by path
  {
    dependents: ["sandbox/index.ts", "tests/isolated/**/*.test.ts", "tests/sandbox/**/*.test.ts"],
    on: ["sandbox/emulator/**", "sandbox/requirements/runtime.txt", "sandbox/requirements/java25.txt"],
  },
  {
    dependents: ["sandbox/index.ts"],
    on: ["sandbox/source/main.ts", "sandbox/artifacts.lock.json", "sandbox/runtimes/*.json", "sandbox/setup/unpack.py"],
  },
  // a test that runs the command depends on whatever it leads to: the deployed functions, jobs and SQL
  {
    dependents: ["tests/support/command.ts"],
    on: ["cli/main.ts", "cli/bootstrap.mjs", "lambdas/*/handler.ts", "glue/**/*.py", "infra/stack.ts"],
  },
  // Spark's session, and what pytest loads by name
  {
    dependents: ["tests/glue/test_*.py"],
    on: ["tests/glue/conftest.py", "tests/glue/*.jsonl", "tests/glue/killed_*.py"],
  },
  { dependents: ["tests/glue/test_*.py"], on: ["tests/requirements/dev.txt", "sandbox/requirements/runtime.txt"] },
  { dependents: ["tests/contracts/test_*.py"], on: ["tests/requirements/contracts.txt"] },
];

/** The rules' edges between existing files, including those that the change deleted. */
export const ruleEdges = (files: readonly string[]): readonly Edge[] =>
  rules.flatMap(({ dependents, on }) => {
    const dependencies = files.filter((file) => on.some((pattern) => minimatch(file, pattern, { dot: true })));
    if (dependencies.length === 0) return [];
    const all = files.filter((file) => dependents.some((pattern) => minimatch(file, pattern, { dot: true })));
    return dependencies.flatMap((dependency) => all.map((dependent): Edge => [dependent, dependency]));
  });

/** Changes of these matter only to people and to the formatter. */
export const onlyChecked = [
  "**/*.md",
  "LICENSE",
  ".gitignore",
  ".gitattributes",
  ".editorconfig",
  ".prettier*",
  ".dependency-cruiser.js",
  "eslint.config.js",
  "knip.json",
  ".ci/**",
  "bench/**",
  "**/requirements/*.in",
  "tests/check.ts",
];
