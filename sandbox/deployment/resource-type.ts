/** How one kind of resource is created through the AWS API. */
/** Inputs as plain JSON; files as their hashes. */
export type Described = Readonly<Record<string, unknown>>;

export interface Applied {
  /** Pulumi's ID of the resource. */
  readonly id: string;
  /** Attributes that AWS assigned, under Pulumi's names: `arn`, `url`, … Inputs need not be repeated. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface ResourceType<Inputs> {
  /** All supported inputs. Any other input stops the deployment: nothing is ignored silently. */
  readonly inputs: readonly (keyof Inputs & string)[];
  /** Inputs that can't change in place: a different value replaces the resource. */
  readonly replaceOn: readonly (keyof Inputs & string)[];
  /** Creates it, or adopts what an interrupted deployment left under the same name. */
  create(inputs: Inputs): Promise<Applied>;
  update(inputs: Inputs, current: Applied): Promise<Applied>;
  /** Removes it; if it is already gone, that isn't an error. `inputs` are plain JSON, with files as hashes. */
  delete(current: Applied, inputs: Described): Promise<void>;
}

/** A type without its inputs' TypeScript type, as stored in the table; Pulumi checks the program's own types. */
export type AnyResourceType = ResourceType<Record<string, unknown>>;

export const defineType = <Inputs extends object>(type: ResourceType<Inputs>): AnyResourceType =>
  type as unknown as AnyResourceType;

const isNamed = (error: unknown, names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/** Runs `create`; if AWS reports that the resource exists (one of the error `names`), runs `takeOver` instead. */
export const createOr = async <T>(
  create: () => Promise<T>,
  names: readonly string[],
  takeOver: () => Promise<T>,
): Promise<T> => {
  try {
    return await create();
  } catch (error) {
    if (isNamed(error, names)) {
      return takeOver();
    }
    throw error;
  }
};

/** Runs `remove`; succeeds if the resource is already gone (one of the error `names`). */
export const removeIfThere = async (remove: () => Promise<unknown>, names: readonly string[]): Promise<void> => {
  await createOr<unknown>(remove, names, () => Promise.resolve());
};

const upperFirst = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);

/** Pulumi spells keys `likeThis`, most AWS APIs `LikeThis`; values stay unchanged. */
export const pascalKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    return value.map(pascalKeys);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [upperFirst(key), pascalKeys(item)]));
};

/** The SDK types every response field as optional; this asserts one that AWS always sends. */
export const present = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) {
    throw new Error(`The endpoint's answer lacks ${what}.`);
  }
  return value;
};
