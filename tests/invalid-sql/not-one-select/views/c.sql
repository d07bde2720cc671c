-- name: flights_curated.c
-- description: Airlines.
-- owner: airport-analytics


