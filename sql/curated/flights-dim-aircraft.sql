-- name: flights_curated.dim_aircraft
-- description: Aircraft that flew, with what the register knows of them; one that leaves the register stays here.
-- owner: airport-analytics
-- grain: [tailnum]
-- mode: merge
-- tests:
--   - not_null: [first_flight_date, last_flight_date, flights]
--   - row_count: { min: 1 }
-- columns:
--   tailnum: { type: string, description: Registration }
--   manufacturer: { type: string, description: Who made it; null for aircraft that the register lacks }
--   model: { type: string, description: Type of the manufacturer }
--   built_in: { type: int, description: Year of manufacture; null when unknown }
--   engines: { type: int, description: Number of engines }
--   seats: { type: int, description: Number of seats }
--   first_flight_date: { type: date, description: Local day of its first flight }
--   last_flight_date: { type: date, description: Local day of its latest flight }
--   flights: { type: bigint, description: Flights that it left for }

WITH flown AS (
  SELECT
    f.tailnum,
    min(f.flight_date) AS first_flight_date,
    max(f.flight_date) AS last_flight_date,
    count(*) AS flights
  FROM flights_curated.fct_flights AS f
  WHERE f.tailnum IS NOT NULL AND NOT f.is_cancelled
  GROUP BY f.tailnum
)
SELECT
  w.tailnum,
  p.manufacturer,
  p.model,
  p.year AS built_in,
  p.engines,
  p.seats,
  w.first_flight_date,
  w.last_flight_date,
  w.flights
FROM flown AS w
LEFT JOIN flights_processed.planes AS p ON p.tailnum = w.tailnum
