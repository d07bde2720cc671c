-- name: flights_curated.flight_performance
-- description: One row per scheduled flight with its local date, its delays and what became of it; the base of the other flight views.
-- owner: airport-analytics

-- A flight is on time when it arrives less than 15 minutes late, as the US Department of Transportation counts.
-- Views can't have columns with a time zone in Athena, so the hour is a plain timestamp in UTC.
SELECT
  f.carrier,
  f.flight,
  CAST(f.time_hour AT TIME ZONE 'America/New_York' AS date) AS flight_date,
  f.hour AS scheduled_hour,
  CAST(f.time_hour AT TIME ZONE 'UTC' AS timestamp(6)) AS scheduled_hour_utc,
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
