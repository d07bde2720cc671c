-- name: mission_curated.dim_antennas
-- description: Antennas with their frequency band and the ground station that they stand at.
-- owner: mission-operations
-- grain: [antenna_id]
-- mode: full
-- tests:
--   - not_null: [band, station_id, station]
--   - row_count: { min: 1, max: 1000 }
-- columns:
--   antenna_id: { type: int, description: Number of the antenna }
--   band: { type: string, description: Name of its frequency band }
--   diameter_m: { type: "decimal(5,2)", description: Diameter in metres }
--   in_service: { type: boolean, description: Whether it is in service }
--   station_id: { type: int, description: Number of the ground station }
--   station: { type: string, description: Name of the ground station }
--   country_code: { type: string, description: Country of the ground station }
--   time_zone: { type: string, description: IANA time zone of the ground station }

SELECT
  a.antenna_id,
  b.name AS band,
  a.diameter AS diameter_m,
  a.in_service,
  a.station_id,
  g.name AS station,
  g.country_code,
  g.time_zone
FROM mission_processed.antennas AS a
LEFT JOIN mission_processed.frequency_bands AS b ON b.band_code = a.band_code
LEFT JOIN mission_processed.ground_stations AS g ON g.station_id = a.station_id
