-- name: mission_curated.names
-- description: Airlines.
-- owner: airport-analytics
-- classification:
--   customer: { is: public }

SELECT c.customer_id, c.name AS customer FROM mission_processed.customers AS c
