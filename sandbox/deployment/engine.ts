/** Creates the program's resources at an AWS endpoint, in the program's order, changing only what differs. */
import { randomUUID } from "node:crypto";
import { describeInputs, sha256 } from "../../infra/in-process/describe.ts";
import type { Engine, RegisteredResource } from "../../infra/in-process/program.ts";
import type { Problem } from "../../model/validation/problem.ts";
import type { Endpoint } from "./endpoint.ts";
import { decide, vanished } from "./plan.ts";
import { resourceType } from "./registry.ts";
import type { AnyResourceType, Applied, Described } from "./resource-type.ts";
import type { DeployedResource, DeploymentState } from "./state.ts";

export type Change = "created" | "updated" | "replaced" | "deleted" | "unchanged";

export interface DeploymentProgress {
  readonly change: Change;
  readonly type: string;
  readonly name: string;
}

export interface EngineOptions {
  /** The repository's folder; files are identified by their paths relative to it. */
  readonly root: string;
  readonly state: DeploymentState;
  readonly endpoint: Endpoint;
  readonly onProgress: (progress: DeploymentProgress) => void;
}

type Identity = Pick<RegisteredResource, "type" | "name">;

const keyOf = ({ type, name }: Identity): string => `${type}::${name}`;

const reason = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

export class DeploymentEngine implements Engine {
  readonly failures: Problem[] = [];
  /** Resolves when a resource has failed and those created in parallel have finished; otherwise never. */
  readonly broken: Promise<void>;
  private readonly options: EngineOptions;
  private readonly registered = new Map<string, RegisteredResource["inputs"]>();
  private changeBegun: Promise<void> | undefined;
  private inProgress = 0;
  private stop: () => void = () => undefined;

  constructor(options: EngineOptions) {
    this.options = options;
    this.broken = new Promise((resolve) => (this.stop = resolve));
  }

  invoke(token: string, inputs: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    return this.options.endpoint.invoke(token, inputs);
  }

  /** Inputs of a registered resource. */
  inputsOf(identity: Identity): RegisteredResource["inputs"] | undefined {
    return this.registered.get(keyOf(identity));
  }

  async register(resource: RegisteredResource): Promise<{ id: string; outputs: Record<string, unknown> }> {
    if (!resource.custom) {
      return { id: resource.name, outputs: {} };
    }
    this.registered.set(keyOf(resource), resource.inputs);
    // a hash reveals a changed secret, and the state holds no secret
    const inputs = await describeInputs(resource, this.options.root, (value) => ({
      sha256: sha256(JSON.stringify(value)),
    }));
    if (this.failures.length > 0) {
      throw new Error("Not deployed, because another resource failed.");
    }
    const { id, outputs } = await this.named(resource, () => this.apply(resource, inputs));
    return { id, outputs: { ...outputs } };
  }

  /** Removes what earlier deployments created and the program no longer registers. */
  async removeVanished(): Promise<void> {
    for (const [key, resource] of vanished(this.options.state.resources, new Set(this.registered.keys()))) {
      await this.named(resource, async () => {
        await this.remove(resource, await resourceType(resource.type));
        this.options.state.remove(key);
      });
      this.report("deleted", resource);
    }
  }

  private async apply(resource: RegisteredResource, inputs: Described): Promise<Applied> {
    const { state } = this.options;
    const deployed = state.resources[keyOf(resource)];
    if (deployed !== undefined && decide(inputs, deployed, []) === "keep") {
      this.keepOptions(resource, deployed);
      this.report("unchanged", resource);
      return deployed;
    }
    const type = await resourceType(resource.type);
    const unknown = Object.keys(inputs).filter((input) => !type.inputs.includes(input));
    if (unknown.length > 0) {
      throw new Error(`The sandbox doesn't know its input ${unknown.join(", ")}; it knows ${type.inputs.join(", ")}.`);
    }
    await this.beginChange();
    const { applied, change } = await this.change(resource, inputs, type, deployed);
    const { type: token, name, protect, retainOnDelete } = resource;
    const { id, outputs } = applied;
    state.put(keyOf(resource), { type: token, name, protect, retainOnDelete, inputs, id, outputs });
    this.report(change, resource);
    return applied;
  }

  private async change(
    resource: RegisteredResource,
    inputs: Described,
    type: AnyResourceType,
    deployed: DeployedResource | undefined,
  ): Promise<{ applied: Applied; change: Change }> {
    if (deployed === undefined) {
      return { applied: await type.create(resource.inputs), change: "created" };
    }
    if (decide(inputs, deployed, type.replaceOn) === "update") {
      return { applied: await type.update(resource.inputs, deployed), change: "updated" };
    }
    await this.remove(deployed, type);
    return { applied: await type.create(resource.inputs), change: "replaced" };
  }

  private async remove(deployed: DeployedResource, type: AnyResourceType): Promise<void> {
    if (deployed.protect) {
      throw new Error("It is protected and would be removed; set lakehouse:removalProtection to false first.");
    }
    if (!deployed.retainOnDelete) {
      await this.beginChange();
      await type.delete(deployed, deployed.inputs);
    }
  }

  /** Protection isn't an input: it changes without an API call. */
  private keepOptions(resource: RegisteredResource, deployed: DeployedResource): void {
    const { protect, retainOnDelete } = resource;
    if (protect !== deployed.protect || retainOnDelete !== deployed.retainOnDelete) {
      this.options.state.put(keyOf(resource), { ...deployed, protect, retainOnDelete });
    }
  }

  private beginChange(): Promise<void> {
    this.changeBegun ??= (async () => {
      const changeId = randomUUID();
      await this.options.endpoint.beginDeployment();
      await this.options.endpoint.writeChangeId(changeId);
      this.options.state.beginChange(changeId);
    })();
    return this.changeBegun;
  }

  /** Call it when everything is done or has failed. */
  async end(): Promise<void> {
    if (this.changeBegun !== undefined) {
      await this.options.endpoint.endDeployment();
    }
  }

  private async named<T>(resource: Identity, work: () => Promise<T>): Promise<T> {
    this.inProgress += 1;
    try {
      return await work();
    } catch (error) {
      this.failures.push({
        code: "RESOURCE_FAILED",
        place: `${resource.type} ${resource.name}`,
        message: reason(error).replace(/\.$/, ""),
        fix: "mend the cause and deploy again; what is done already stays",
      });
      throw error;
    } finally {
      this.inProgress -= 1;
      if (this.failures.length > 0 && this.inProgress === 0) {
        this.stop();
      }
    }
  }

  private report(change: Change, { type, name }: Identity): void {
    this.options.onProgress({ change, type, name });
  }
}
