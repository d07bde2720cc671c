import { at, bool, countries, day, hour, orNull, seed, tableOf, text, whole } from "./json-fields.ts";
import { antennaCount, customerCount, customerId, satelliteCount, stationCount } from "./mission-people.ts";
import { decimalText, pick } from "./mission-random.ts";
import type { SourceTable } from "./table.ts";

const stations = [
  "Kiruna",
  "Svalbard",
  "Maspalomas",
  "Kourou",
  "Perth",
  "Malargüe",
  "Fairbanks",
  "Hartebeesthoek",
  "Punta Arenas",
];
const zones = ["Europe/Stockholm", "Arctic/Longyearbyen", "Atlantic/Canary", "America/Cayenne", "Australia/Perth"];
const bands = ["VHF", "UHF", "L", "S", "C", "X", "KU", "KA"];
const subsystems = ["power", "thermal", "attitude", "propulsion", "payload", "radio", "computer", "structure"];
const units = ["V", "A", "Cel", "rad/s", "kPa", "W", "dBm", "%"];

/** Tables of spacecraft and ground, by path; each is generated on first use. */
export const machineTables: ReadonlyMap<string, () => SourceTable> = new Map<string, () => SourceTable>([
  [
    "/satellites",
    () =>
      tableOf(satelliteCount, (index) => ({
        satellite_id: whole(index + 1),
        norad_id: whole(43_000 + index * 31),
        name: text(`${at(["Corvus", "Lyra", "Aquila", "Cygnus"], index)}-${whole(1 + Math.floor(index / 4))}`),
        customer_id: customerId((index * 5) % customerCount),
        orbit_regime: text(at(["LEO", "LEO", "LEO", "MEO", "GEO", "HEO"], index)),
        mass: decimalText(12_000 + pick(seed, index, 5_000) * 125, 2),
        launched_on: day(index + 4_000),
      })),
  ],
  [
    "/orbits",
    () =>
      tableOf(satelliteCount, (index) => ({
        satellite_id: whole(index + 1),
        epoch: hour(index, 0),
        semi_major_axis: decimalText(68_780_000 + pick(seed, index, 90_000) * 3_750, 4),
        eccentricity: `${whole(1 + pick(seed, index, 9))}.${whole(pick(seed + 1, index, 10_000))}e-3`,
        inclination: decimalText(280_000 + pick(seed + 2, index, 700_000), 4),
        ascending_node: decimalText(pick(seed + 3, index, 3_600_000), 4),
      })),
  ],
  [
    "/instruments",
    () =>
      tableOf(150, (index) => ({
        instrument_id: whole(index + 1),
        satellite_id: whole(1 + (index % satelliteCount)),
        name: text(`${at(["Imager", "Radar", "Sounder", "Spectrometer"], index)} ${at(["A", "B", "C"], index)}`),
        kind: text(at(["optical", "radar", "sounder", "spectrometer"], index)),
        data_rate: decimalText(1_500 + pick(seed, index, 90_000) * 10, 3),
        power: orNull(index % 10 !== 0, decimalText(2_500 + pick(seed + 1, index, 4_000) * 5, 2)),
      })),
  ],
  [
    "/ground-stations",
    () =>
      tableOf(stationCount, (index) => ({
        station_id: whole(index + 1),
        name: text(`${at(stations, index)} ${at(["North", "South"], Math.floor(index / stations.length))}`),
        country_code: text(at(countries, index)),
        latitude: decimalText(pick(seed, index, 150_000_000) - 75_000_000, 6),
        longitude: decimalText(pick(seed + 1, index, 340_000_000) - 170_000_000, 6),
        elevation: whole(pick(seed + 2, index, 2_400)),
        time_zone: text(at(zones, index)),
        commissioned_on: day(index + 5_000),
      })),
  ],
  [
    "/antennas",
    () =>
      tableOf(antennaCount, (index) => ({
        antenna_id: whole(index + 1),
        station_id: whole(1 + (index % stationCount)),
        band_code: text(at(bands, index)),
        diameter: decimalText(at([370, 550, 730, 1_300, 3_500], index), 2),
        slew_rate: decimalText(100 + pick(seed, index, 200) * 10, 2),
        in_service: bool(index % 17 !== 0),
      })),
  ],
  [
    "/maintenance-windows",
    () =>
      tableOf(400, (index) => ({
        maintenance_id: whole(index + 1),
        antenna_id: whole(1 + (index % antennaCount)),
        starts_at: hour(index + 6_000, 0),
        ends_at: hour(index + 6_000, 1 + (index % 4)),
        reason: text(at(["lubrication", "cabling", "calibration", "drive replacement"], index)),
        planned_cost: orNull(index % 5 !== 0, decimalText(50_000 + pick(seed, index, 900) * 125, 2)),
      })),
  ],
  [
    "/frequency-bands",
    () =>
      tableOf(bands.length, (index) => ({
        band_code: text(at(bands, index)),
        name: text(`${at(bands, index)} band`),
        lower_frequency: decimalText(at([30, 300, 1_000, 2_000, 4_000, 8_000, 12_000, 26_500], index) * 1_000, 3),
        upper_frequency: decimalText(at([300, 1_000, 2_000, 4_000, 8_000, 12_000, 18_000, 40_000], index) * 1_000, 3),
      })),
  ],
  [
    "/anomaly-codes",
    () =>
      tableOf(120, (index) => ({
        anomaly_code: text(`AN-${100 + index}`),
        subsystem: text(at(subsystems, index)),
        severity: whole(1 + (index % 5)),
        meaning: text(
          `${at(subsystems, index)} ${at(["limit crossed", "no response", "unexpected mode", "reset"], Math.floor(index / 8))}`,
        ),
        response_time: whole(at([5, 15, 60, 240, 1_440], index)),
      })),
  ],
  [
    "/telemetry-parameters",
    () =>
      tableOf(800, (index) => ({
        parameter_id: whole(index + 1),
        subsystem: text(at(subsystems, index)),
        name: text(`${at(subsystems, index).toUpperCase()}_${1_000 + index}`),
        unit: orNull(index % 7 !== 0, text(at(units, index))),
        lower_limit: orNull(index % 7 !== 0, decimalText(pick(seed, index, 2_000) - 1_000, 2)),
        upper_limit: orNull(index % 7 !== 0, decimalText(1_000 + pick(seed + 1, index, 9_000), 2)),
      })),
  ],
]);
