SELECT a.carrier, a.name FROM flights_processed.airlines AS a
