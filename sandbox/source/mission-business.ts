import { at, bool, countries, day, orNull, seed, tableOf, text, whole } from "./json-fields.ts";
import {
  customerCount,
  customerId,
  operatorCount,
  operatorEmail,
  person,
  services,
  stationCount,
} from "./mission-people.ts";
import { decimalText, pick, twoDigits } from "./mission-random.ts";
import type { SourceTable } from "./table.ts";

const costCentres = ["OPS", "NET", "FDY", "ITS", "FIN", "SEC", "SIM", "TRN"];

/** Tables of people and money, by path; each is generated on first use. */
export const businessTables: ReadonlyMap<string, () => SourceTable> = new Map<string, () => SourceTable>([
  [
    "/customers",
    () =>
      tableOf(customerCount, (index) => ({
        customer_id: customerId(index),
        name: text(
          `${at(["Nordlys", "Aurelia", "Meridian", "Tycho", "Halley", "Vega"], index)} ${at(["Imaging", "Telecom", "Research", "Navigation"], index * 7)} ${whole(index + 1)}`,
        ),
        segment: text(at(["commercial", "science", "government", "defence"], pick(seed, index, 97))),
        country_code: text(at(countries, index)),
        contact_name: orNull(index % 11 !== 0, text(person(index + 300).name)),
        contact_email: orNull(index % 13 !== 0, text(`${person(index + 300).address}@customer.example`)),
        credit_limit: decimalText(5_000_000 + pick(seed, index, 900) * 100_050, 2),
        customer_since: day(index),
      })),
  ],
  [
    "/agreements",
    () =>
      tableOf(600, (index) => ({
        agreement_id: whole(index + 1),
        customer_id: customerId(index % customerCount),
        service_code: text(at(services, index * 5).code),
        valid_from: text(`${2022 + (index % 4)}-01-01`),
        valid_until: orNull(index % 3 === 0, text(`${2027 + (index % 4)}-12-31`)),
        monthly_fee: decimalText(120_000 + pick(seed + 6, index, 4_000) * 250, 2),
        discount: decimalText(pick(seed + 7, index, 60) * 50, 2),
      })),
  ],
  [
    "/operators",
    () =>
      tableOf(operatorCount, (index) => ({
        operator_id: whole(index + 1),
        full_name: text(person(index).name),
        email: text(operatorEmail(index)),
        phone: orNull(index % 9 !== 0, text(`+49 6151 ${900_000 + index * 37}`)),
        role: text(at(["spacecraft controller", "ground controller", "flight dynamics", "shift lead"], index)),
        cost_centre_code: text(`CC-${at(costCentres, index)}`),
        hired_on: day(index + 2_000),
      })),
  ],
  [
    "/shifts",
    () =>
      tableOf(stationCount * 3, (index) => ({
        shift_id: whole(index + 1),
        station_id: whole(1 + Math.floor(index / 3)),
        name: text(at(["early", "late", "night"], index)),
        start_minute: whole(at([360, 840, 1320], index)),
        length: whole(480),
        minimum_operators: whole(2 + (index % 3)),
      })),
  ],
  [
    "/shift-assignments",
    () =>
      tableOf(900, (index) => ({
        shift_id: whole(1 + (index % (stationCount * 3))),
        operator_id: whole(1 + pick(seed, index, operatorCount)),
        works_on: text(`2026-01-${twoDigits(1 + Math.floor(index / 54))}`),
        is_lead: bool(index % 6 === 0),
      })),
  ],
  [
    "/cost-centres",
    () =>
      tableOf(costCentres.length, (index) => ({
        cost_centre_code: text(`CC-${at(costCentres, index)}`),
        name: text(
          at(
            ["Operations", "Network", "Flight dynamics", "Systems", "Finance", "Security", "Simulation", "Training"],
            index,
          ),
        ),
        department: text(at(["mission", "ground", "mission", "ground", "administration"], index)),
        annual_budget: decimalText(125_000_000 + index * 48_750_050, 2),
      })),
  ],
  [
    "/services",
    () =>
      tableOf(services.length, (index) => {
        const service = at(services, index);
        return {
          service_code: text(service.code),
          name: text(service.name),
          charged_by: text(service.chargedBy),
          list_price: decimalText(service.price, 4),
          cost_centre_code: text(service.costCentre),
          needs_antenna: bool(service.needsAntenna),
        };
      }),
  ],
]);
