-- name: flights_curated.daily_airport_operations
-- description: Wide table for dashboards; per local day and airport of departure, the flights with the day's weather.
-- owner: airport-analytics
-- grain: [flight_date, origin]
-- mode: full
-- tests:
--   - not_null: [flights, cancelled_flights]
--   - relationships: { column: origin, to: flights_processed.airports, field: faa }
--   - row_count: { min: 1 }
-- columns:
--   flight_date: { type: date, description: Local day of the scheduled departure }
--   origin: { type: string, description: Airport of departure }
--   airport: { type: string, description: Name of the airport }
--   flights: { type: bigint, description: Scheduled flights }
--   cancelled_flights: { type: bigint, description: Flights that never left }
--   on_time_flights: { type: bigint, description: Flights that arrived less than 15 minutes late }
--   mean_departure_delay_min: { type: double, description: "Mean minutes late at departure, of flights that left" }
--   precipitation_in: { type: "decimal(15,2)", description: Inches of rain and snow over the day }
--   lowest_visibility_mi: { type: "decimal(5,2)", description: Worst visibility of an hour in miles }
--   highest_wind_mph: { type: double, description: Greatest hourly wind speed in miles per hour }

WITH weather AS (
  SELECT
    CAST(from_utc_timestamp(w.time_hour, 'America/New_York') AS date) AS day,
    w.origin,
    sum(w.precip) AS precipitation_in,
    min(w.visib) AS lowest_visibility_mi,
    max(w.wind_speed) AS highest_wind_mph
  FROM flights_processed.weather AS w
  GROUP BY CAST(from_utc_timestamp(w.time_hour, 'America/New_York') AS date), w.origin
),
operations AS (
  SELECT
    f.flight_date,
    f.origin,
    count(*) AS flights,
    count_if(f.is_cancelled) AS cancelled_flights,
    count_if(f.is_on_time) AS on_time_flights,
    round(avg(f.dep_delay_min), 2) AS mean_departure_delay_min
  FROM flights_curated.fct_flights AS f
  GROUP BY f.flight_date, f.origin
)
SELECT
  o.flight_date,
  o.origin,
  a.name AS airport,
  o.flights,
  o.cancelled_flights,
  o.on_time_flights,
  o.mean_departure_delay_min,
  w.precipitation_in,
  w.lowest_visibility_mi,
  w.highest_wind_mph
FROM operations AS o
LEFT JOIN flights_processed.airports AS a ON a.faa = o.origin
LEFT JOIN weather AS w ON w.day = o.flight_date AND w.origin = o.origin
