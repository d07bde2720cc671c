-- Statements that Redshift takes, one a line. Under "values", each line is a value of flights.fct_flights AS t.
-- Those below a heading with "!" can't be analysed by the sandbox's Redshift, which is Trino, for the reason that follows it.

-- values: text
upper(t.carrier)
lower(t.carrier)
concat(t.carrier, t.origin)
t.carrier || '-' || t.origin
substring(t.tailnum, 2, 3)
substring(t.tailnum FROM 2 FOR 3)
substr(t.tailnum, 2)
left(t.tailnum, 2)
right(t.tailnum, 2)
len(t.tailnum)
length(t.tailnum)
char_length(t.tailnum)
character_length(t.tailnum)
trim(t.tailnum)
trim(BOTH 'N' FROM t.tailnum)
trim(LEADING 'N' FROM t.tailnum)
btrim(t.tailnum, 'N')
ltrim(t.tailnum)
rtrim(t.tailnum)
ltrim(t.tailnum, 'N')
lpad(t.tailnum, 8, ' ')
rpad(t.tailnum, 8, ' ')
replace(t.tailnum, 'N', '')
translate(t.tailnum, 'ABC', 'abc')
position('N' IN t.tailnum)
strpos(t.tailnum, 'N')
charindex('N', t.tailnum)
reverse(t.tailnum)
repeat(t.carrier, 2)
initcap(t.carrier)
chr(65)
split_part(t.tailnum, 'N', 1)
soundex(t.carrier)
strtol('ff', 16)

-- values: patterns
t.carrier LIKE 'U%'
t.carrier NOT LIKE 'U%'
t.carrier LIKE 'U!%' ESCAPE '!'
t.carrier ILIKE 'u%'
t.carrier NOT ILIKE 'u%'
t.carrier ~ '^U'
t.carrier !~ '^U'
t.carrier ~~ 'U%'
regexp_substr(t.tailnum, '[0-9]+')
regexp_replace(t.tailnum, '[0-9]', '#')
regexp_count(t.tailnum, '[0-9]')
regexp_substr(t.tailnum, '[0-9]+', 1, 1, 'e')

-- values: numbers
abs(t.dep_delay_min)
sign(t.dep_delay_min)
ceil(t.distance_mi / 2.0)
ceiling(t.distance_mi / 2.0)
floor(t.distance_mi / 2.0)
round(t.distance_mi / 3.0, 2)
trunc(t.distance_mi / 3.0)
trunc(t.distance_mi / 3.0, 1)
sqrt(t.distance_mi)
cbrt(t.distance_mi)
pow(t.distance_mi, 2)
power(t.distance_mi, 2)
exp(t.flight)
ln(t.distance_mi)
t.distance_mi % 10
mod(t.distance_mi, 10)
-t.dep_delay_min + +t.arr_delay_min
|/ t.distance_mi
t.flight ^ 2
greatest(t.dep_delay_min, t.arr_delay_min, 0)
least(t.dep_delay_min, t.arr_delay_min)
asin(0.5) + acos(0.5) + atan(t.flight)
atan2(t.flight, t.distance_mi)
degrees(t.flight)
radians(t.flight)
pi() * t.distance_mi
random()
t.flight & 1
t.flight | 1
~t.flight
t.flight << 1
t.flight >> 1
1.5e3 + 2.0 + t.flight

-- values: dates and times
current_date
getdate()
sysdate
current_timestamp
dateadd(day, 1, t.scheduled_at)
dateadd('month', 1, t.flight_date)
datediff(day, t.flight_date, t.scheduled_at)
datediff('hour', t.scheduled_at, getdate())
add_months(t.flight_date, 1)
last_day(t.flight_date)
date_trunc('hour', t.scheduled_at)
date_part('year', t.scheduled_at)
date_part(dow, t.scheduled_at)
extract(year FROM t.scheduled_at)
extract(epoch FROM t.scheduled_at)
to_char(t.scheduled_at, 'YYYY-MM-DD')
to_date('2013-01-31', 'YYYY-MM-DD')
to_timestamp('2013-01-31 00:00:00', 'YYYY-MM-DD HH24:MI:SS')
to_number('12,345', '99,999')
convert_timezone('America/New_York', t.scheduled_at)
convert_timezone('UTC', 'America/New_York', t.scheduled_at)
t.scheduled_at AT TIME ZONE 'America/New_York'
t.scheduled_at + INTERVAL '1 day'
t.scheduled_at - INTERVAL '2 hours'
t.scheduled_at + INTERVAL '1' DAY
t.scheduled_at + INTERVAL '1' HOUR
t.flight_date - t.scheduled_on_utc
DATE '2013-01-01'
TIMESTAMP '2013-01-01 00:00:00'
date(t.scheduled_at)
t.scheduled_at::date
t.flight_date BETWEEN '2013-01-01' AND '2013-02-01'
t.flight_date >= dateadd(month, -1, current_date)

-- values: conditions
CASE WHEN t.dep_delay_min > 0 THEN 'late' ELSE 'early' END
CASE t.carrier WHEN 'UA' THEN 1 WHEN 'AA' THEN 2 END
coalesce(t.dep_delay_min, 0)
nvl(t.dep_delay_min, 0)
nvl2(t.dep_delay_min, 1, 0)
nullif(t.dep_delay_min, 0)
decode(t.carrier, 'UA', 1, 'AA', 2, 0)
t.dep_delay_min IS NULL
t.dep_delay_min IS NOT NULL
t.dep_delay_min ISNULL
t.dep_delay_min NOTNULL
t.dep_delay_min != t.arr_delay_min AND NOT t.dep_delay_min <> 0
t.carrier IN ('UA', 'AA')
t.carrier NOT IN ('UA', 'AA')
t.dep_delay_min BETWEEN 0 AND 10
t.dep_delay_min NOT BETWEEN 0 AND 10
t.is_cancelled
NOT t.is_cancelled
t.is_cancelled IS TRUE
t.is_cancelled IS NOT UNKNOWN
t.is_cancelled = 'true'
t.dep_delay_min = ANY (SELECT u.flight FROM flights.fct_flights AS u)
t.dep_delay_min > ALL (SELECT u.flight FROM flights.fct_flights AS u)
t.dep_delay_min = SOME (SELECT u.flight FROM flights.fct_flights AS u)

-- values: conversion
CAST(t.flight AS varchar)
CAST(t.flight AS varchar(5))
CAST(t.flight AS decimal(10, 2))
t.flight::varchar
t.flight::numeric(10, 2)
t.flight::float8
t.flight::bigint
TRY_CAST(t.carrier AS int)
convert(integer, t.carrier)
convert(varchar(5), t.flight)
CAST(t.flight AS double precision)
CAST(t.flight AS real) + CAST(t.flight AS float4)
CAST(t.flight AS smallint) + CAST(t.flight AS int2) + CAST(t.flight AS int8)
CAST(t.is_cancelled AS int)
CAST(t.scheduled_at AS timestamptz)
CAST(t.scheduled_at AS timestamp without time zone)
CAST(t.carrier AS char(2))
CAST(t.carrier AS nvarchar(10))
CAST(t.carrier AS bpchar)
CAST(t.carrier AS varbyte)

-- values: hashes
md5(t.carrier)
sha(t.carrier)
sha1(t.carrier)
sha2(t.carrier, 256)
checksum(t.carrier)

-- values: JSON and SUPER
json_extract_path_text('{"a":1}', 'a')
json_array_length('[1,2]')
json_parse('{"a":1}')
array(1, 2, 3)
array_concat(array(1), array(2))
array_contains(array(1, 2), 1)
array_distinct(array(1, 1))
array_sort(array(2, 1))

-- values: aggregates
count(*)
count(t.flight)
count(DISTINCT t.carrier)
approximate count(DISTINCT t.carrier)
sum(t.distance_mi)
sum(DISTINCT t.distance_mi)
avg(t.distance_mi)
min(t.distance_mi) + max(t.distance_mi)
any_value(t.carrier)
listagg(t.carrier, ',') WITHIN GROUP (ORDER BY t.flight)
percentile_cont(0.5) WITHIN GROUP (ORDER BY t.distance_mi)
percentile_disc(0.5) WITHIN GROUP (ORDER BY t.distance_mi DESC)
approximate percentile_disc(0.5) WITHIN GROUP (ORDER BY t.distance_mi)
stddev(t.distance_mi) + stddev_pop(t.distance_mi) + stddev_samp(t.distance_mi)
variance(t.distance_mi) + var_pop(t.distance_mi) + var_samp(t.distance_mi)
bit_and(t.flight) + bit_or(t.flight)
bool_and(t.is_cancelled) OR bool_or(t.is_cancelled)
sum(CASE WHEN t.dep_delay_min > 0 THEN 1 ELSE 0 END)

-- values: windows
row_number() OVER (PARTITION BY t.carrier ORDER BY t.scheduled_at)
rank() OVER (ORDER BY t.distance_mi DESC)
dense_rank() OVER (ORDER BY t.distance_mi DESC NULLS LAST)
percent_rank() OVER (ORDER BY t.distance_mi)
cume_dist() OVER (ORDER BY t.distance_mi)
ntile(4) OVER (ORDER BY t.distance_mi)
lag(t.distance_mi) OVER (ORDER BY t.scheduled_at)
lag(t.distance_mi, 2) OVER (ORDER BY t.scheduled_at)
lead(t.distance_mi, 1) IGNORE NULLS OVER (ORDER BY t.scheduled_at)
first_value(t.distance_mi IGNORE NULLS) OVER (PARTITION BY t.carrier ORDER BY t.scheduled_at ROWS UNBOUNDED PRECEDING)
first_value(t.distance_mi) OVER (PARTITION BY t.carrier ORDER BY t.scheduled_at ROWS UNBOUNDED PRECEDING)
last_value(t.distance_mi) OVER (PARTITION BY t.carrier ORDER BY t.scheduled_at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
nth_value(t.distance_mi, 2) OVER (ORDER BY t.scheduled_at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
sum(t.distance_mi) OVER ()
sum(t.distance_mi) OVER (PARTITION BY t.carrier ORDER BY t.scheduled_at ROWS 2 PRECEDING)
avg(t.distance_mi) OVER (PARTITION BY t.carrier ORDER BY t.flight ROWS BETWEEN 10 PRECEDING AND CURRENT ROW)
percentile_cont(0.5) WITHIN GROUP (ORDER BY t.distance_mi) OVER (PARTITION BY t.carrier)
listagg(t.carrier, ',') WITHIN GROUP (ORDER BY t.flight) OVER (PARTITION BY t.origin)
sum(sum(t.distance_mi)) OVER ()

-- queries: lists and filters
SELECT t.carrier AS c, t.flight FROM flights.fct_flights AS t
SELECT carrier, flight FROM flights.fct_flights
SELECT fct_flights.carrier FROM flights.fct_flights
SELECT t.carrier c FROM flights.fct_flights t
SELECT DISTINCT t.carrier FROM flights.fct_flights AS t
SELECT ALL t.carrier FROM flights.fct_flights AS t
SELECT "t"."carrier" AS "c" FROM "flights"."fct_flights" AS "t"
SELECT TOP 10 t.carrier FROM flights.fct_flights AS t ORDER BY t.flight
SELECT 1 AS one
SELECT x.a FROM (SELECT t.carrier AS a FROM flights.fct_flights AS t) AS x
SELECT x.a FROM (SELECT t.carrier, t.flight FROM flights.fct_flights AS t) AS x (a, b)
SELECT t.carrier FROM flights.fct_flights AS t ORDER BY t.flight DESC NULLS LAST, t.carrier LIMIT 10
SELECT t.carrier FROM flights.fct_flights AS t ORDER BY t.flight LIMIT 10 OFFSET 5
SELECT t.carrier FROM flights.fct_flights AS t ORDER BY t.flight OFFSET 5
SELECT t.carrier FROM flights.fct_flights AS t LIMIT ALL
SELECT t.carrier FROM flights.fct_flights AS t ORDER BY 1
SELECT t.carrier FROM flights.fct_flights AS t WHERE t.flight = (SELECT max(u.flight) FROM flights.fct_flights AS u)
SELECT t.carrier, t.flight FROM flights.fct_flights AS t QUALIFY row_number() OVER (PARTITION BY t.carrier ORDER BY t.flight) = 1
SELECT t.carrier, rank() OVER (ORDER BY t.flight) AS r FROM flights.fct_flights AS t QUALIFY r < 3

-- queries: joins
SELECT t.carrier, a.flights FROM flights.fct_flights AS t JOIN flights.daily_airline_performance AS a ON a.carrier = t.carrier
SELECT t.carrier, a.flights FROM flights.fct_flights AS t INNER JOIN flights.daily_airline_performance AS a ON a.carrier = t.carrier
SELECT t.carrier, a.flights FROM flights.fct_flights AS t LEFT JOIN flights.daily_airline_performance AS a ON a.carrier = t.carrier
SELECT t.carrier, a.flights FROM flights.fct_flights AS t RIGHT OUTER JOIN flights.daily_airline_performance AS a ON a.carrier = t.carrier
SELECT t.carrier, a.flights FROM flights.fct_flights AS t FULL OUTER JOIN flights.daily_airline_performance AS a ON a.carrier = t.carrier
SELECT t.carrier, a.flights FROM flights.fct_flights AS t CROSS JOIN flights.daily_airline_performance AS a
SELECT t.carrier, a.flights FROM flights.fct_flights AS t, flights.daily_airline_performance AS a WHERE a.carrier = t.carrier
SELECT carrier, a.flights FROM flights.fct_flights AS t JOIN flights.daily_airline_performance AS a USING (carrier)
SELECT t.carrier, b.flights FROM (flights.fct_flights AS t JOIN flights.daily_airline_performance AS a ON a.carrier = t.carrier) JOIN flights.daily_airline_performance AS b ON b.carrier = t.carrier
SELECT t.carrier, a.flights FROM flights.fct_flights AS t LEFT JOIN (flights.daily_airline_performance AS a CROSS JOIN flights.daily_airline_performance AS b) ON a.carrier = t.carrier AND b.carrier = t.carrier
SELECT t.carrier FROM flights.fct_flights AS t, (SELECT u.carrier FROM flights.fct_flights AS u) AS x WHERE x.carrier = t.carrier

-- queries: groups
SELECT t.carrier, count(*) AS n FROM flights.fct_flights AS t GROUP BY t.carrier
SELECT t.carrier, count(*) AS n FROM flights.fct_flights AS t GROUP BY 1
SELECT t.carrier, count(*) AS n FROM flights.fct_flights AS t GROUP BY t.carrier HAVING count(*) > 1
SELECT t.carrier, t.origin, count(*) AS n FROM flights.fct_flights AS t GROUP BY ROLLUP (t.carrier, t.origin)
SELECT t.carrier, t.origin, count(*) AS n FROM flights.fct_flights AS t GROUP BY CUBE (t.carrier, t.origin)
SELECT t.carrier, t.origin, count(*) AS n FROM flights.fct_flights AS t GROUP BY GROUPING SETS ((t.carrier), (t.origin), ())
SELECT t.carrier, grouping(t.carrier) AS g, count(*) AS n FROM flights.fct_flights AS t GROUP BY CUBE (t.carrier)
SELECT date_trunc('day', t.scheduled_at) AS d, count(*) AS n FROM flights.fct_flights AS t GROUP BY date_trunc('day', t.scheduled_at)
SELECT q.carrier FROM (SELECT t.carrier, row_number() OVER (PARTITION BY t.carrier ORDER BY t.flight) AS n FROM flights.fct_flights AS t) AS q WHERE q.n = 1

-- queries: sets
SELECT t.carrier FROM flights.fct_flights AS t UNION SELECT a.carrier FROM flights.daily_airline_performance AS a
SELECT t.carrier FROM flights.fct_flights AS t UNION ALL SELECT a.carrier FROM flights.daily_airline_performance AS a
SELECT t.carrier FROM flights.fct_flights AS t INTERSECT SELECT a.carrier FROM flights.daily_airline_performance AS a
SELECT t.carrier FROM flights.fct_flights AS t EXCEPT SELECT a.carrier FROM flights.daily_airline_performance AS a
SELECT t.carrier FROM flights.fct_flights AS t MINUS SELECT a.carrier FROM flights.daily_airline_performance AS a
(SELECT t.carrier FROM flights.fct_flights AS t) UNION ALL (SELECT a.carrier FROM flights.daily_airline_performance AS a)
((SELECT t.carrier FROM flights.fct_flights AS t))
(SELECT t.carrier FROM flights.fct_flights AS t UNION SELECT a.carrier FROM flights.daily_airline_performance AS a) EXCEPT (SELECT p.tailnum FROM flights.fct_flights AS p)
((SELECT t.carrier FROM flights.fct_flights AS t) UNION ALL ((SELECT a.carrier FROM flights.daily_airline_performance AS a))) ORDER BY carrier LIMIT 3
SELECT x.c FROM ((SELECT t.carrier AS c FROM flights.fct_flights AS t) UNION (SELECT a.carrier FROM flights.daily_airline_performance AS a)) AS x

-- queries: common table expressions
WITH x AS (SELECT t.carrier FROM flights.fct_flights AS t) SELECT x.carrier FROM x
WITH x (a, b) AS (SELECT t.carrier, t.flight FROM flights.fct_flights AS t) SELECT x.a, x.b FROM x
WITH x AS (SELECT t.carrier FROM flights.fct_flights AS t), y AS (SELECT x.carrier FROM x) SELECT y.carrier FROM y
SELECT q.carrier FROM (WITH x AS (SELECT t.carrier FROM flights.fct_flights AS t) SELECT x.carrier FROM x) AS q
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT n.i FROM n

-- queries: subqueries
SELECT t.carrier FROM flights.fct_flights AS t WHERE t.carrier IN (SELECT a.carrier FROM flights.daily_airline_performance AS a)
SELECT t.carrier FROM flights.fct_flights AS t WHERE (t.carrier, t.flight) IN (SELECT u.carrier, u.flight FROM flights.fct_flights AS u)
SELECT t.carrier FROM flights.fct_flights AS t WHERE EXISTS (SELECT 1 FROM flights.daily_airline_performance AS a WHERE a.carrier = t.carrier)
SELECT t.carrier FROM flights.fct_flights AS t WHERE NOT EXISTS (SELECT * FROM flights.daily_airline_performance AS a WHERE a.carrier = t.carrier)
SELECT t.carrier, (SELECT max(a.flights) FROM flights.daily_airline_performance AS a WHERE a.carrier = t.carrier) AS n FROM flights.fct_flights AS t
SELECT t.carrier FROM flights.fct_flights AS t WHERE t.flight = ANY (SELECT u.flight FROM flights.fct_flights AS u)
SELECT t.carrier FROM flights.fct_flights AS t WHERE t.flight > ALL (SELECT u.distance_mi FROM flights.fct_flights AS u)

-- values: functions and operators ! Trino has none of the kind, or takes other values
octet_length(t.tailnum)
replicate(t.carrier, 2)
ascii(t.carrier)
difference('a', 'b')
quote_ident(t.carrier)
quote_literal(t.carrier)
to_hex(t.flight)
crc32(t.carrier)
text_to_int_alt('1')
collate(t.carrier, 'case_insensitive')
t.carrier SIMILAR TO '(U|A)%'
t.carrier NOT SIMILAR TO '(U|A)%'
regexp_instr(t.tailnum, '[0-9]')
dexp(t.flight)
dlog1(t.distance_mi)
log(t.distance_mi)
dlog10(t.distance_mi)
@ t.dep_delay_min
sin(t.flight) + cos(t.flight) + tan(t.flight) + cot(t.flight)
t.flight # 1
trunc(getdate())
months_between(t.flight_date, t.flight_date)
next_day(t.flight_date, 'Monday')
date_part_year(t.flight_date)
extract('month' FROM t.scheduled_at)
timezone('America/New_York', t.scheduled_at)
t.flight_date + 1
date_cmp(t.flight_date, t.scheduled_on_utc)
timestamp_cmp(t.scheduled_at, t.scheduled_at)
date_cmp_timestamp(t.flight_date, t.scheduled_at)
isfinite(t.flight_date)
timeofday()
to_varbyte('abc', 'utf8')
from_varbyte(to_varbyte('abc', 'utf8'), 'utf8')
int4(t.distance_mi)
func_sha1(t.carrier)
fnv_hash(t.carrier)
farmfingerprint64(t.carrier)
murmur3_32_hash(t.carrier)
listagg(t.carrier, ',')
listagg(DISTINCT t.carrier, ',') WITHIN GROUP (ORDER BY t.carrier)
median(t.distance_mi)
hll(t.carrier)
hll_cardinality(hll_create_sketch(t.carrier))
ratio_to_report(t.distance_mi) OVER (PARTITION BY t.carrier)
median(t.distance_mi) OVER (PARTITION BY t.carrier)

-- values: JSON and SUPER ! SUPER has no counterpart in Trino
json_extract_path_text('{"a":{"b":1}}', 'a', 'b', true)
json_extract_array_element_text('[1,2]', 0)
is_valid_json('{"a":1}')
is_valid_json_array('[1]')
json_serialize(json_parse('{"a":1}'))
json_size(json_parse('{"a":1}'))
json_typeof(json_parse('{"a":1}'))
can_json_parse('{"a":1}')
array_flatten(array(array(1), array(2)))
get_array_length(array(1, 2))
subarray(array(1, 2, 3), 1, 1)
split_to_array('a,b', ',')
object('a', t.flight)
lower_attribute_names(json_parse('{"A":1}'))
object_transform(json_parse('{"a":1,"b":2}') KEEP '"a"')
object_transform(json_parse('{"a":{"b":1},"c":2}') KEEP '"a"."b"', '"c"' SET '"c"', t.flight, '"d"', upper(t.carrier))
object_transform(json_parse('{"a":1}') SET '"a"', object_transform(json_parse('{"b":1}') KEEP '"b"'))
is_array(json_parse('[1]')) OR is_object(json_parse('{}')) OR is_scalar(json_parse('1'))
is_integer(json_parse('1')) OR is_varchar(json_parse('"x"')) OR is_boolean(json_parse('true'))

-- queries: aliases ! Trino doesn't know an alias within its list
SELECT t.flight AS a, a + 1 AS b FROM flights.fct_flights AS t
SELECT t.carrier AS c, count(*) AS n FROM flights.fct_flights AS t GROUP BY c

-- queries: joins ! Trino has no NATURAL JOIN
SELECT t.origin FROM flights.fct_flights AS t NATURAL JOIN (SELECT u.carrier FROM flights.daily_airline_performance AS u) AS a

-- queries: pivots ! Trino has no PIVOT and no UNPIVOT
SELECT p.carrier, p.jfk FROM (SELECT t.carrier, t.origin, t.flight FROM flights.fct_flights AS t) PIVOT (count(flight) FOR origin IN ('JFK' AS jfk)) AS p
SELECT carrier, jfk, lga FROM (SELECT t.carrier, t.origin, t.flight FROM flights.fct_flights AS t) PIVOT (count(flight) FOR origin IN ('JFK' AS jfk, 'LGA' AS lga))
SELECT p.carrier, p.jfk_n, p.jfk_s FROM (SELECT t.carrier, t.origin, t.distance_mi FROM flights.fct_flights AS t) PIVOT (count(*) AS n, sum(distance_mi) AS s FOR origin IN ('JFK' AS jfk)) AS p
WITH x AS (SELECT t.carrier, t.origin, t.flight FROM flights.fct_flights AS t) SELECT carrier, jfk FROM x PIVOT (count(flight) FOR origin IN ('JFK' AS jfk))
SELECT carrier, kind, delay FROM (SELECT t.carrier, t.dep_delay_min, t.arr_delay_min FROM flights.fct_flights AS t) UNPIVOT (delay FOR kind IN (dep_delay_min, arr_delay_min))
SELECT u.carrier, u.kind, u.delay FROM (SELECT t.carrier, t.dep_delay_min, t.arr_delay_min FROM flights.fct_flights AS t) UNPIVOT INCLUDE NULLS (delay FOR kind IN (dep_delay_min AS departure, arr_delay_min AS arrival)) AS u

-- queries: JSON and SUPER ! SUPER has no counterpart in Trino
SELECT x.s.a AS a FROM (SELECT json_parse('{"a":1}') AS s, t.carrier FROM flights.fct_flights AS t) AS x
SELECT x.s.a.b AS b FROM (SELECT json_parse('{"a":{"b":1}}') AS s, t.carrier FROM flights.fct_flights AS t) AS x
SELECT x.s[0] AS a FROM (SELECT json_parse('[1]') AS s, t.carrier FROM flights.fct_flights AS t) AS x
SELECT x.s.a[0].b AS b FROM (SELECT json_parse('{"a":[{"b":1}]}') AS s, t.carrier FROM flights.fct_flights AS t) AS x
SELECT x.carrier, e AS item FROM (SELECT json_parse('[1,2]') AS s, t.carrier FROM flights.fct_flights AS t) AS x, x.s AS e
SELECT x.carrier, e.a AS a FROM (SELECT json_parse('[{"a":1}]') AS s, t.carrier FROM flights.fct_flights AS t) AS x, x.s AS e
SELECT x.carrier, e AS item, i AS place FROM (SELECT json_parse('[1,2]') AS s, t.carrier FROM flights.fct_flights AS t) AS x, x.s AS e AT i
SELECT x.carrier, e AS item FROM (SELECT json_parse('{"k":[1,2]}') AS s, t.carrier FROM flights.fct_flights AS t) AS x, x.s.k AS e
SELECT x.carrier, k AS name, v AS item FROM (SELECT json_parse('{"a":1}') AS s, t.carrier FROM flights.fct_flights AS t) AS x, UNPIVOT x.s AS v AT k
SELECT x.carrier, e AS item FROM (SELECT json_parse('[1,2]') AS s, t.carrier FROM flights.fct_flights AS t) AS x LEFT JOIN x.s AS e ON true
SELECT x.s.a::int AS a FROM (SELECT json_parse('{"a":1}') AS s, t.carrier FROM flights.fct_flights AS t) AS x
