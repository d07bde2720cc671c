-- name: mission_curated.fct_transactions
-- description: One row per transaction with its charge, its cost and what remains, in USD.
-- owner: mission-operations
-- grain: [transaction_id]
-- mode: incremental by time
-- time: recorded_on
-- partitioned_by: [day(recorded_on)]
-- tests:
--   - not_null: [service_code, customer_id, revenue_usd, operating_cost_usd]
--   - accepted_values: { column: status, values: [completed, degraded, failed, cancelled] }
--   - relationships: { column: customer_id, to: mission_curated.dim_customers, field: customer_id }
--   - relationships: { column: service_code, to: mission_curated.dim_services, field: service_code }
--   - row_count: { min: 1 }
--   - freshness: { column: recorded_on, hours: 48 }
-- columns:
--   transaction_id: { type: bigint, description: Number of the transaction }
--   recorded_at: { type: timestamp, description: When it was recorded }
--   recorded_on: { type: date, description: Day (UTC) on which it was recorded }
--   service_code: { type: string, description: Service that was rendered }
--   customer_id: { type: bigint, description: Customer who is charged }
--   satellite_id: { type: int, description: "Satellite that was served, where one was" }
--   antenna_id: { type: int, description: "Antenna that was used, where one was" }
--   data_volume_bytes: { type: bigint, description: Payload data that was moved }
--   revenue_usd: { type: "decimal(12,4)", description: What is charged }
--   operating_cost_usd: { type: "decimal(12,4)", description: What it cost to carry out }
--   margin_usd: { type: "decimal(13,4)", description: What remains }
--   status: { type: string, description: "completed, degraded, failed or cancelled" }

SELECT
  t.transaction_id,
  t.recorded_at,
  CAST(t.recorded_at AS date) AS recorded_on,
  t.service_code,
  t.customer_id,
  t.satellite_id,
  t.antenna_id,
  t.data_volume AS data_volume_bytes,
  t.revenue AS revenue_usd,
  t.operating_cost AS operating_cost_usd,
  t.revenue - t.operating_cost AS margin_usd,
  t.status
FROM mission_processed.transactions AS t
WHERE t.recorded_at >= :since AND t.recorded_at < :until
