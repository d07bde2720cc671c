-- name: flights_curated.daily_airline_performance
-- description: Per local day and airline, the scheduled flights and their outcomes.
-- owner: airport-analytics
-- grain: [flight_date, carrier]
-- mode: incremental by time
-- time: flight_date
-- partitioned_by: [year(flight_date)]
-- tests:
--   - not_null: [flights, cancelled_flights, diverted_flights, on_time_flights]
--   - row_count: { min: 1 }
-- columns:
--   flight_date: { type: date, description: Local day of the scheduled departure }
--   carrier: { type: string, description: Airline }
--   flights: { type: bigint, description: Scheduled flights }
--   cancelled_flights: { type: bigint, description: Flights that never left }
--   diverted_flights: { type: bigint, description: Flights that did not arrive at their scheduled destination }
--   on_time_flights: { type: bigint, description: Flights that arrived less than 15 minutes late }
--   departure_delay_min: { type: bigint, description: Sum of the minutes that flights left late or early }
--   distance_mi: { type: bigint, description: "Miles flown, as the sum of the distances of flights that arrived" }

SELECT
  f.flight_date,
  f.carrier,
  count(*) AS flights,
  count_if(f.is_cancelled) AS cancelled_flights,
  count_if(f.is_diverted) AS diverted_flights,
  count_if(f.is_on_time) AS on_time_flights,
  sum(f.dep_delay_min) AS departure_delay_min,
  coalesce(sum(CASE WHEN f.arr_delay_min IS NOT NULL THEN f.distance_mi END), 0) AS distance_mi
FROM flights_curated.fct_flights AS f
WHERE f.flight_date >= CAST(:since AS date) AND f.flight_date < CAST(:until AS date)
GROUP BY f.flight_date, f.carrier
