import { loadContracts } from "../../../../contracts/index.ts";
import { resolveProject } from "../../../../sql/project/read-project.ts";
import type { SourceFile } from "../../../../sql/project/source-text.ts";
import type { Project, SqlObject } from "../../../../sql/project/types.ts";

export const { bundle } = loadContracts("contracts");

export const viewFile = (name: string, sql: string, header = ""): SourceFile => ({
  file: `sql/views/${name.replace(".", "-")}.sql`,
  text: `-- name: ${name}\n-- description: d\n-- owner: o\n${header}\n${sql}\n`,
});

export const redshiftFile = (name: string, sql: string): SourceFile => ({
  file: `sql/redshift/${name.replace(".", "-")}.sql`,
  text: `-- name: ${name}\n-- description: d\n-- owner: o\n\n${sql}\n`,
});

/** The project of files without problems. */
export const projectOf = (...files: readonly SourceFile[]): Project => {
  const { project, problems } = resolveProject(files, bundle);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return project;
};

export const objectOf = (project: Project, id: string): SqlObject => {
  const found = project.objects.find((object) => object.id === id);
  if (found === undefined) throw new Error(`no ${id} among ${project.objects.map((object) => object.id).join(", ")}`);
  return found;
};

export const codesOf = (...files: readonly SourceFile[]): readonly string[] =>
  resolveProject(files, bundle).problems.map(({ code }) => code);
