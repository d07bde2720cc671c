/** How one kind of resource is created through the AWS API. */
/** Inputs as plain JSON; files as their hashes. */
export type Described = Readonly<Record<string, unknown>>;

export interface Applied {
  /** Pulumi's id of the resource. */
  readonly id: string;
  /** What AWS decided, under Pulumi's names: `arn`, `url`, … Inputs need not be repeated. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface ResourceType<Inputs> {
  /** Every input that is understood. Any other stops the deployment: nothing is left out silently. */
  readonly inputs: readonly (keyof Inputs & string)[];
  /** Inputs that can't change in place: a different value replaces the resource. */
  readonly replaceOn: readonly (keyof Inputs & string)[];
  /** Creates it, or adopts what an interrupted deployment left under the same name. */
  create(inputs: Inputs): Promise<Applied>;
  update(inputs: Inputs, current: Applied): Promise<Applied>;
  /** Removes it; it isn't an error if it is already gone. `inputs` are plain JSON, with files as hashes. */
  delete(current: Applied, inputs: Described): Promise<void>;
}

/** A type with its inputs' shape forgotten, as the table holds it; the program's own types are checked by Pulumi. */
export type AnyResourceType = ResourceType<Record<string, unknown>>;

export const defineType = <Inputs extends object>(type: ResourceType<Inputs>): AnyResourceType =>
  type as unknown as AnyResourceType;

const isNamed = (error: unknown, names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/** Runs `create`; when AWS says that the thing exists (one of the error `names`), `takeOver` instead. */
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

/** Runs `remove`; it is a success if the thing is already gone (one of the error `names`). */
export const removeIfThere = async (remove: () => Promise<unknown>, names: readonly string[]): Promise<void> => {
  await createOr<unknown>(remove, names, () => Promise.resolve());
};

const upperFirst = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);

/** Pulumi spells keys `likeThis`, most AWS APIs `LikeThis`; values stay as they are. */
export const pascalKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    return value.map(pascalKeys);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [upperFirst(key), pascalKeys(item)]));
};

/** The SDK types every answer's field as optional; one that AWS always sends is asked for by name. */
export const present = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) {
    throw new Error(`The endpoint's answer lacks ${what}.`);
  }
  return value;
};
