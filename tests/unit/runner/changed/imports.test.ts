import { expect } from "chai";
import { importedModules, pythonImports } from "../../../runner/changed/imports.ts";

describe("Python's imports", () => {
  it("are read in every form", () => {
    const text = [
      "import json, lakehouse.columns as columns",
      "from lakehouse.process import mask, (stage)",
      "from lakehouse.iceberg.tables import (",
      "    Table,",
      "    branch as other,",
      ")",
      "def late():",
      "    from support import Lake  # only here",
      "# from lakehouse.curate import nothing",
    ].join("\n");
    expect(importedModules(text)).to.include.members([
      "json",
      "lakehouse.columns",
      "lakehouse.process.mask",
      "lakehouse.iceberg.tables",
      "support",
    ]);
    expect(importedModules(text)).not.to.include("lakehouse.curate");
  });

  it("lead to a module's file, the packages around it, and neighbours of a test", () => {
    const texts: Readonly<Record<string, string>> = {
      "glue/lakehouse/__init__.py": "",
      "glue/lakehouse/process/__init__.py": "",
      "glue/lakehouse/process/mask.py": "import hashlib\n",
      "tests/glue/support.py": "from lakehouse.process.mask import MaskKey\n",
      "tests/glue/test_mask.py": "from support import Lake\n",
    };
    expect(pythonImports(Object.keys(texts), (file) => texts[file] ?? "")).to.have.deep.members([
      ["tests/glue/support.py", "glue/lakehouse/__init__.py"],
      ["tests/glue/support.py", "glue/lakehouse/process/__init__.py"],
      ["tests/glue/support.py", "glue/lakehouse/process/mask.py"],
      ["tests/glue/support.py", "glue/lakehouse/__init__.py"],
      ["tests/glue/support.py", "glue/lakehouse/process/__init__.py"],
      ["tests/glue/test_mask.py", "tests/glue/support.py"],
    ]);
  });
});
