/** Counts and codes that several tables of the operations center share. */
import { twoDigits } from "./mission-random.ts";

export const customerCount = 250;
export const satelliteCount = 48;
export const antennaCount = 60;
export const stationCount = 18;
export const operatorCount = 180;

export interface Service {
  readonly code: string;
  readonly name: string;
  readonly chargedBy: "pass" | "minute" | "gigabyte" | "command";
  /** Ten-thousandths of a USD. */
  readonly price: number;
  readonly costCentre: string;
  readonly needsAntenna: boolean;
}

const kinds = [
  ["TTC", "Telemetry, tracking and command", "pass", 2_450_000, "OPS", true],
  ["DLK", "Payload downlink", "gigabyte", 38_500, "NET", true],
  ["ULK", "Command uplink", "command", 12_500, "OPS", true],
  ["RNG", "Ranging", "minute", 91_250, "FDY", true],
  ["FDS", "Flight dynamics solution", "command", 1_750_000, "FDY", false],
  ["ARC", "Archive retrieval", "gigabyte", 4_200, "ITS", false],
] as const;

const grades = [
  ["S", "standard", 100],
  ["P", "priority", 145],
  ["N", "night", 80],
  ["E", "emergency", 310],
] as const;

export const services: readonly Service[] = kinds.flatMap(([code, name, chargedBy, price, costCentre, needsAntenna]) =>
  grades.map(([grade, label, percent]) => ({
    code: `${code}-${grade}`,
    name: `${name}, ${label}`,
    chargedBy,
    price: Math.round((price * percent) / 100),
    costCentre: `CC-${costCentre}`,
    needsAntenna,
  })),
);

/** IDs beyond 2^53, where a float would lose the last digits. */
export const customerId = (index: number): string => `90071992547${40_993_001 + index * 17}`;

const givenNames = [
  "Amara",
  "Bence",
  "Carla",
  "Dmitri",
  "Elif",
  "Farid",
  "Greta",
  "Hiro",
  "Ines",
  "Jonas",
  "Kemi",
  "Lea",
];
const familyNames = [
  "Abebe",
  "Brandt",
  "Costa",
  "Dahl",
  "Eriksen",
  "Fontaine",
  "Gruber",
  "Haddad",
  "Ito",
  "Jansen",
  "Kowalski",
];

const at = <Item>(items: readonly Item[], index: number): Item => items[index % items.length] as Item;

/** No two people below 1,000 share an address, though they may share a name. */
export const person = (index: number): { readonly name: string; readonly address: string } => {
  const given = at(givenNames, index);
  const family = at(familyNames, Math.floor(index / givenNames.length) + index);
  return { name: `${given} ${family}`, address: `${given}.${family}.${twoDigits(index)}`.toLowerCase() };
};

export const operatorEmail = (index: number): string => `${person(index).address}@ops.example`;
