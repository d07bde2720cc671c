/**
 * Entry point for the Pulumi command. It loads packs with `require` and passes Node no options
 * (https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/run-policy-pack/run.ts), so support for TypeScript ES
 * modules is loaded here. The command waits for what is exported.
 */
module.exports = import("tsx").then(() => import("./index.ts"));
