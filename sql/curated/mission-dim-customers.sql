-- name: mission_curated.dim_customers
-- description: Customers without their contacts' personal data, with the satellites that they own; one that leaves the source stays here.
-- owner: mission-operations
-- grain: [customer_id]
-- mode: merge
-- tests:
--   - not_null: [customer, segment, satellites]
--   - row_count: { min: 1, max: 1000 }
-- columns:
--   customer_id: { type: bigint, description: Number of the customer }
--   customer: { type: string, description: Name of the customer }
--   segment: { type: string, description: Kind of customer }
--   country_code: { type: string, description: Country in which it is registered }
--   customer_since: { type: date, description: First day of the business relation }
--   credit_limit_usd: { type: "decimal(14,2)", description: What it may owe at most }
--   satellites: { type: bigint, description: Satellites that it owns }

WITH fleets AS (
  SELECT s.customer_id, count(*) AS satellites
  FROM mission_processed.satellites AS s
  GROUP BY s.customer_id
)
SELECT
  c.customer_id,
  c.name AS customer,
  c.segment,
  c.country_code,
  c.customer_since,
  c.credit_limit AS credit_limit_usd,
  coalesce(f.satellites, 0) AS satellites
FROM mission_processed.customers AS c
LEFT JOIN fleets AS f ON f.customer_id = c.customer_id
