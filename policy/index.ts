/** The pack for `pulumi preview --policy-pack policy`: every rule of the lakehouse, mandatory. */
import { PolicyPack } from "@pulumi/policy";
import { exceptions } from "./exceptions.ts";
import { policyOf } from "./pulumi.ts";
import { rules } from "./rules/index.ts";

new PolicyPack("lakehouse", {
  description: "Requirements on every resource of the lakehouse",
  policies: rules.map((rule) => policyOf(rule, exceptions)),
});
