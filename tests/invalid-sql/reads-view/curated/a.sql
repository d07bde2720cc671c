-- name: flights_curated.known
-- description: Transactions per day.
-- owner: mission-operations
-- grain: [carrier]
-- mode: full
-- columns:
--   carrier: { type: "string", description: Airline }

SELECT c.carrier FROM flights_curated.carriers AS c
