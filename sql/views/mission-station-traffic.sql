-- name: mission_curated.station_traffic
-- description: Per day (UTC) and ground station, the transactions that its antennas carried and the payload data that they moved.
-- owner: mission-operations

SELECT
  CAST(t.recorded_at AT TIME ZONE 'UTC' AS date) AS day,
  a.station_id,
  g.name AS station,
  count(*) AS transactions,
  count(DISTINCT t.antenna_id) AS antennas,
  coalesce(sum(t.data_volume), 0) AS data_volume_bytes
FROM mission_processed.transactions AS t
JOIN mission_processed.antennas AS a ON a.antenna_id = t.antenna_id
JOIN mission_processed.ground_stations AS g ON g.station_id = a.station_id
GROUP BY CAST(t.recorded_at AT TIME ZONE 'UTC' AS date), a.station_id, g.name
