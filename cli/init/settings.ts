/** The settings that a stack requires, and where its file holds them. Pure. */
import { parseDocument, type Document } from "yaml";
import { networks, type NamedSource } from "../../infra/config/schema.ts";
import { isPlaceholder } from "../../infra/config/placeholders.ts";
import { kindOf } from "../../sources/index.ts";
import type { Persona } from "../../model/governance/principals.ts";

export type Network = (typeof networks)[number];

export interface SourcePlace {
  /** In the words of the source's kind, such as a base URL. */
  readonly address?: string;
  readonly addresses?: readonly string[];
}

export interface NamedRole {
  readonly persona: Persona;
  readonly role: string;
  readonly domains?: readonly string[];
}

/** Omitted settings stay as they are in the file. */
export interface StackSettings {
  readonly region?: string;
  readonly network?: Network;
  readonly sources: Readonly<Record<string, SourcePlace>>;
  readonly principals: Readonly<Record<string, NamedRole>>;
  readonly emails?: readonly string[];
}

const at = {
  region: ["config", "aws:region"],
  tag: ["config", "aws:defaultTags", "tags", "stack"],
  network: ["config", "lakehouse:network"],
  sources: ["config", "lakehouse:sources"],
  principals: ["config", "lakehouse:principals"],
  emails: ["config", "lakehouse:alarms", "emails"],
  removalConfirmedFor: ["config", "lakehouse:removalConfirmedFor"],
} as const;

const own = (document: Document, path: readonly string[]): unknown => {
  const value: unknown = document.getIn(path);
  return typeof value === "object" && value !== null && "toJSON" in value
    ? (value as { toJSON(): unknown }).toJSON()
    : value;
};

const withoutPlaceholders = (items: unknown): readonly string[] =>
  Array.isArray(items) ? (items as string[]).filter((item) => !isPlaceholder(item)) : [];

/** What a file already sets; placeholders don't count. */
export const readSettings = (text: string, sources: readonly NamedSource[]): StackSettings => {
  const document = parseDocument(text);
  const source = ({ name, kind }: NamedSource): SourcePlace => {
    const address = own(document, [...at.sources, name, kindOf(kind).address.member]);
    const addresses = withoutPlaceholders(own(document, [...at.sources, name, "addresses"]));
    return {
      ...(typeof address === "string" && !isPlaceholder(address) && { address }),
      ...(addresses.length > 0 && { addresses }),
    };
  };
  const region = own(document, at.region);
  const network = own(document, at.network);
  return {
    ...(typeof region === "string" && { region }),
    ...(networks.some((known) => known === network) && { network: network as Network }),
    sources: Object.fromEntries(sources.map((one) => [one.name, source(one)])),
    principals: (own(document, at.principals) ?? {}) as Readonly<Record<string, NamedRole>>,
    emails: withoutPlaceholders(own(document, at.emails)),
  };
};

const setList = (document: Document, path: readonly string[], items: readonly string[]): void => {
  const list = document.createNode([...items]);
  list.flow = true;
  document.setIn(path, list);
};

/** The file's text with these settings; comments and all other settings are kept. */
export const writeSettings = (
  text: string,
  stack: string,
  settings: StackSettings,
  sources: readonly NamedSource[],
): string => {
  const document = parseDocument(text);
  document.setIn(at.tag, stack);
  if (own(document, at.removalConfirmedFor) !== undefined) document.setIn(at.removalConfirmedFor, stack);
  if (settings.region !== undefined) document.setIn(at.region, settings.region);
  if (settings.network !== undefined) document.setIn(at.network, settings.network);
  for (const { name, kind } of sources) {
    const { address, addresses = [] } = settings.sources[name] ?? {};
    if (!document.hasIn([...at.sources, name])) document.setIn([...at.sources, name], document.createNode({}));
    if (address !== undefined) document.setIn([...at.sources, name, kindOf(kind).address.member], address);
    setList(document, [...at.sources, name, "addresses"], addresses);
  }
  document.setIn(at.principals, document.createNode(settings.principals, { flow: false }));
  if (settings.emails !== undefined) setList(document, at.emails, settings.emails);
  return document.toString({ lineWidth: 0 });
};
