/**
 * Where the Pulumi command enters. It starts packs by `require` and hands Node no options
 * (https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/run-policy-pack/run.ts), so TypeScript as ES modules is
 * made readable from inside. The command waits for what is exported.
 */
module.exports = import("tsx").then(() => import("./index.ts"));
