-- name: flights_curated.fct_flights
-- description: One row per scheduled flight with its dates, its delays and its outcome.
-- owner: airport-analytics
-- grain: [scheduled_at, carrier, flight]
-- mode: incremental by time
-- time: scheduled_on_utc
-- partitioned_by: [month(scheduled_on_utc)]
-- tests:
--   - not_null: [origin, dest, flight_date]
--   - relationships: { column: carrier, to: flights_processed.airlines, field: carrier }
--   - row_count: { min: 1 }
-- columns:
--   scheduled_at: { type: timestamp, description: Scheduled hour of departure }
--   scheduled_on_utc: { type: date, description: Day in UTC of the scheduled hour of departure }
--   flight_date: { type: date, description: Local day of the scheduled departure }
--   scheduled_hour: { type: int, description: Local hour of the scheduled departure }
--   carrier: { type: string, description: Airline that operated the flight }
--   flight: { type: int, description: Flight number }
--   origin: { type: string, description: Airport of departure }
--   dest: { type: string, description: Airport of arrival }
--   tailnum: { type: string, description: Registration of the aircraft }
--   distance_mi: { type: int, description: "Distance between the airports, in miles" }
--   air_time_min: { type: int, description: Minutes in the air }
--   dep_delay_min: { type: int, description: Minutes that it left late; negative when early }
--   arr_delay_min: { type: int, description: Minutes that it arrived late; negative when early }
--   is_cancelled: { type: boolean, description: Whether it never left }
--   is_diverted: { type: boolean, description: Whether it left and did not arrive at its scheduled destination }
--   is_on_time: { type: boolean, description: Whether it arrived less than 15 minutes late }

-- A flight is on time when it arrives less than 15 minutes late, as the US Department of Transportation counts.
SELECT
  f.time_hour AS scheduled_at,
  CAST(f.time_hour AS date) AS scheduled_on_utc,
  CAST(from_utc_timestamp(f.time_hour, 'America/New_York') AS date) AS flight_date,
  f.hour AS scheduled_hour,
  f.carrier,
  f.flight,
  f.origin,
  f.dest,
  f.tailnum,
  f.distance AS distance_mi,
  f.air_time AS air_time_min,
  f.dep_delay AS dep_delay_min,
  f.arr_delay AS arr_delay_min,
  f.dep_time IS NULL AS is_cancelled,
  f.dep_time IS NOT NULL AND f.arr_delay IS NULL AS is_diverted,
  coalesce(f.arr_delay < 15, false) AS is_on_time
FROM flights_processed.flights AS f
WHERE f.time_hour >= :since AND f.time_hour < :until
