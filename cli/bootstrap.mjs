/**
 * Runs a TypeScript file of the repository in a fresh clone: `node cli/bootstrap.mjs <file.ts> [argument…]`.
 * Uses only Node's builtins, because it runs before anything is installed. It writes to stderr, because stdout is
 * reserved for the answer.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const lowestNode = [20, 19];

const stop = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const checkNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [lowestMajor, lowestMinor] = lowestNode;
  if (major > lowestMajor || (major === lowestMajor && minor >= lowestMinor)) return;
  stop(
    `NODE_TOO_OLD ${process.execPath}: found Node ${process.versions.node}, but ${lowestNode.join(".")} or newer is required. Fix: install Node 24 (https://nodejs.org) and run the command again.`,
  );
};

const readPackages = (file) => {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
};

/**
 * npm writes `node_modules/.package-lock.json` once an installation is complete, and lists the installed packages in
 * it: this detects a partial or outdated installation without a marker of our own. Optional packages of other platforms
 * are absent.
 */
const isInstalled = () => {
  const installed = readPackages("node_modules/.package-lock.json");
  if (installed === undefined) return false;
  return Object.entries(readPackages("package-lock.json")).every(
    ([path, { version, optional }]) => path === "" || optional === true || installed[path]?.version === version,
  );
};

const install = () => {
  process.stderr.write("Installing the Node packages from package-lock.json …\n");
  const started = performance.now();
  const arguments_ = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  // npm's stdout goes to stderr: only the answer may be on stdout.
  const { status, error } = spawnSync("npm", arguments_, { cwd: root, stdio: ["ignore", 2, 2] });
  if (error !== undefined) stop(`NPM_MISSING npm: ${error.message}. Fix: install Node 24 together with npm.`);
  if (status !== 0) {
    stop(
      `NPM_FAILED npm ci: it ended with status ${status}; its output is above. Fix: correct the cause, then run the command again.`,
    );
  }
  process.stderr.write(`Installed in ${((performance.now() - started) / 1000).toFixed(0)} s.\n`);
};

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined) stop("usage: node cli/bootstrap.mjs <file.ts> [argument…]");
checkNode();
if (!isInstalled()) install();

// The SDK warns on every start that next year's releases need a newer Node; the versions here are pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

// In this process, so that signals and exit codes need no forwarding.
const file = resolve(root, script);
process.argv = [process.execPath, file, ...scriptArguments];
await import("tsx");
await import(pathToFileURL(file).href);
