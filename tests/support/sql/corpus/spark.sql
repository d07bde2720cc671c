-- Statements that Spark 3.5 takes, one a line. Under "values", each line is a value of flights_processed.flights AS t.

-- values: text
upper(t.carrier)
lower(t.carrier)
concat(t.carrier, '-', t.flight)
t.carrier || t.origin
concat_ws('/', t.origin, t.dest)
substring(t.tailnum, 2, 3)
substring(t.tailnum FROM 2 FOR 3)
substr(t.tailnum, 2)
substring_index(t.tailnum, 'N', 1)
left(t.tailnum, 2)
right(t.tailnum, 2)
length(t.tailnum)
char_length(t.tailnum)
octet_length(t.tailnum)
bit_length(t.tailnum)
trim(t.tailnum)
trim(BOTH 'N' FROM t.tailnum)
trim(LEADING FROM t.tailnum)
ltrim(t.tailnum)
rtrim(t.tailnum)
btrim(t.tailnum, 'N')
lpad(t.flight, 6, '0')
rpad(t.carrier, 4)
replace(t.tailnum, 'N', '')
translate(t.tailnum, 'ABC', 'abc')
overlay(t.tailnum PLACING 'X' FROM 2)
overlay(t.tailnum PLACING 'X' FROM 2 FOR 1)
position('N' IN t.tailnum)
position('N', t.tailnum)
locate('N', t.tailnum, 1)
instr(t.tailnum, 'N')
contains(t.tailnum, 'N')
startswith(t.tailnum, 'N')
endswith(t.tailnum, 'Q')
reverse(t.tailnum)
repeat(t.carrier, 2)
initcap(t.carrier)
ascii(t.carrier)
chr(65)
format_string('%s-%d', t.carrier, t.flight)
printf('%s', t.carrier)
format_number(t.distance, 2)
levenshtein(t.origin, t.dest)
soundex(t.carrier)
split(t.tailnum, 'N')
split_part(t.tailnum, 'N', 1)
elt(1, t.origin, t.dest)
find_in_set('EWR', t.origin)
base64(CAST(t.carrier AS binary))
CAST(unbase64('AQID') AS string)
encode(t.carrier, 'UTF-8')
decode(encode(t.carrier, 'UTF-8'), 'UTF-8')
decode(t.carrier, 'UA', 'United', 'other')
mask(t.tailnum, 'X', 'x', '9')
to_char(t.distance, '99999')
to_varchar(t.distance, '99999')
to_number('12,345', '99,999')
try_to_number('12', '99')
luhn_check('79927398713')
space(3)
sentences('One. Two.')

-- values: patterns
t.carrier LIKE 'U%'
t.carrier NOT LIKE 'U%'
t.carrier LIKE 'U!%' ESCAPE '!'
t.carrier ILIKE 'u%'
t.carrier LIKE ANY ('U%', 'A%')
t.carrier LIKE ALL ('U%', '%A')
t.carrier NOT LIKE ALL ('U%', '%A')
t.carrier RLIKE '^U'
t.carrier REGEXP '^U'
regexp(t.carrier, '^U')
regexp_like(t.carrier, '^U')
regexp_extract(t.tailnum, '([0-9]+)', 1)
regexp_extract_all(t.tailnum, '([0-9])', 1)
regexp_replace(t.tailnum, '[0-9]', '#')
regexp_count(t.tailnum, '[0-9]')
regexp_instr(t.tailnum, '[0-9]')
regexp_substr(t.tailnum, '[0-9]+')
t.carrier RLIKE r'^\w+$'

-- values: numbers
abs(t.dep_delay)
sign(t.dep_delay)
signum(t.dep_delay)
ceil(t.distance / 2)
ceiling(t.distance / 2)
floor(t.distance / 2)
ceil(t.distance / 2, 1)
round(t.distance / 3, 2)
bround(t.distance / 3, 2)
sqrt(t.distance)
cbrt(t.distance)
pow(t.distance, 2)
power(t.distance, 2)
exp(t.hour)
expm1(t.hour)
ln(t.distance)
log(2, t.distance)
log(t.distance)
log10(t.distance)
log1p(t.distance)
log2(t.distance)
t.distance % 10
t.distance DIV 10
mod(t.distance, 10)
pmod(t.dep_delay, 10)
negative(t.dep_delay)
positive(t.dep_delay)
-t.dep_delay + +t.arr_delay
greatest(t.dep_delay, t.arr_delay, 0)
least(t.dep_delay, t.arr_delay)
sin(t.hour) + cos(t.hour) + tan(t.hour) + cot(t.hour + 1)
asin(0.5) + acos(0.5) + atan(t.hour)
atan2(t.hour, t.minute)
sinh(t.hour) + cosh(t.hour) + tanh(t.hour)
degrees(t.hour)
radians(t.hour)
pi() * t.distance
e() + t.distance
hex(t.flight)
bin(t.flight)
conv('ff', 16, 10)
factorial(5)
width_bucket(t.distance, 0, 5000, 10)
t.flight & 1
t.flight | 1
t.flight ^ 1
~t.flight
shiftleft(t.flight, 1) + shiftright(t.flight, 1)
bit_count(t.flight)
getbit(t.flight, 1)
rand(1) + randn(1)
try_add(t.flight, 1)
try_subtract(t.flight, 1)
try_multiply(t.flight, 2)
try_divide(t.flight, 0)
1.5e3 + 2BD + 3L + 4.0D + t.flight
hypot(t.hour, t.minute)
rint(t.distance / 3)
isnan(CAST(t.flight AS double))
nanvl(CAST(t.flight AS double), 0)

-- values: dates and times
current_date()
CURRENT_DATE
current_timestamp()
now()
localtimestamp()
date_add(CAST(t.time_hour AS date), 1)
date_sub(CAST(t.time_hour AS date), 1)
dateadd(DAY, 1, t.time_hour)
date_add(HOUR, 1, t.time_hour)
datediff(CAST(t.updated_at AS date), CAST(t.time_hour AS date))
datediff(DAY, t.time_hour, t.updated_at)
timestampdiff(MINUTE, t.time_hour, t.updated_at)
timestampadd(MINUTE, 5, t.time_hour)
add_months(CAST(t.time_hour AS date), 1)
months_between(t.updated_at, t.time_hour)
next_day(CAST(t.time_hour AS date), 'MONDAY')
last_day(CAST(t.time_hour AS date))
trunc(CAST(t.time_hour AS date), 'MONTH')
date_trunc('HOUR', t.time_hour)
date_format(t.time_hour, 'yyyy-MM-dd')
to_date('2013-01-31', 'yyyy-MM-dd')
to_date(t.time_hour)
to_timestamp('2013-01-31 00:00:00')
to_timestamp_ntz('2013-01-31 00:00:00')
try_to_timestamp('x')
unix_timestamp(t.time_hour)
from_unixtime(0)
to_unix_timestamp(t.time_hour)
timestamp_seconds(0)
timestamp_millis(0)
timestamp_micros(0)
unix_seconds(t.time_hour)
unix_millis(t.time_hour)
unix_date(CAST(t.time_hour AS date))
date_from_unix_date(0)
year(t.time_hour) + quarter(t.time_hour) + month(t.time_hour)
day(t.time_hour) + dayofmonth(t.time_hour) + dayofyear(t.time_hour)
dayofweek(t.time_hour) + weekday(t.time_hour) + weekofyear(t.time_hour)
hour(t.time_hour) + minute(t.time_hour) + second(t.time_hour)
extract(YEAR FROM t.time_hour)
extract(DOW FROM t.time_hour)
date_part('MONTH', t.time_hour)
datepart('MONTH', t.time_hour)
make_date(t.year, t.month, t.day)
make_timestamp(t.year, t.month, t.day, t.hour, t.minute, 0)
make_interval(0, 1)
make_dt_interval(1, 2)
make_ym_interval(1, 2)
t.time_hour + INTERVAL 1 DAY
t.time_hour - INTERVAL '1' HOUR
t.time_hour + INTERVAL '1 2:03:04' DAY TO SECOND
t.time_hour + INTERVAL 1 DAY 2 HOURS
CAST(t.time_hour AS date) + 1
t.updated_at - t.time_hour
from_utc_timestamp(t.time_hour, 'America/New_York')
to_utc_timestamp(t.time_hour, 'America/New_York')
convert_timezone('UTC', 'America/New_York', TIMESTAMP_NTZ '2013-01-01 00:00:00')
current_timezone()
DATE '2013-01-01'
TIMESTAMP '2013-01-01 00:00:00'
TIMESTAMP '2013-01-01 00:00:00 UTC'
window(t.time_hour, '1 hour').start
sequence(DATE '2013-01-01', DATE '2013-03-01', INTERVAL 1 MONTH)
t.time_hour BETWEEN TIMESTAMP '2013-01-01' AND TIMESTAMP '2013-02-01'

-- values: conditions
CASE WHEN t.dep_delay > 0 THEN 'late' ELSE 'early' END
CASE t.carrier WHEN 'UA' THEN 1 WHEN 'AA' THEN 2 END
if(t.dep_delay > 0, 1, 0)
coalesce(t.dep_delay, 0)
ifnull(t.dep_delay, 0)
nvl(t.dep_delay, 0)
nvl2(t.dep_delay, 1, 0)
nullif(t.dep_delay, 0)
t.dep_delay IS NULL
t.dep_delay IS NOT NULL
isnull(t.dep_delay) OR isnotnull(t.arr_delay)
t.dep_delay <=> t.arr_delay
t.dep_delay == t.arr_delay
t.dep_delay != t.arr_delay AND NOT t.dep_delay <> 0
t.dep_delay IS DISTINCT FROM t.arr_delay
t.dep_delay IS NOT DISTINCT FROM t.arr_delay
t.carrier IN ('UA', 'AA')
t.carrier NOT IN ('UA', 'AA')
t.dep_delay BETWEEN 0 AND 10
t.dep_delay NOT BETWEEN 0 AND 10
(t.dep_delay > 0) IS TRUE
(t.dep_delay > 0) IS NOT UNKNOWN
(t.carrier, t.flight) IN (('UA', 1), ('AA', 2))
equal_null(t.dep_delay, t.arr_delay)
assert_true(t.flight > 0)

-- values: conversion
CAST(t.flight AS string)
CAST(t.flight AS decimal(10, 2))
CAST(t.carrier AS int)
TRY_CAST(t.carrier AS int)
string(t.flight)
int('1') + bigint('2') + double('3') + float('4') + smallint('5') + tinyint('6')
decimal('1.5')
boolean('true')
date('2013-01-01')
timestamp('2013-01-01')
binary(t.carrier)
CAST(t.time_hour AS timestamp_ntz)
typeof(t.flight)
CAST(map('a', 1) AS map<string, bigint>)
CAST(named_struct('a', 1) AS struct<a: bigint>)
CAST(array(1) AS array<bigint>)
to_binary('abc', 'utf-8')
cast('1' AS int) + 1

-- values: hashes and bytes
md5(t.carrier)
sha(t.carrier)
sha1(t.carrier)
sha2(t.carrier, 256)
crc32(t.carrier)
hash(t.carrier, t.flight)
xxhash64(t.carrier)
unhex('4D')
X'4D'
aes_encrypt(t.carrier, '0000111122223333')
uuid()
url_encode(t.carrier)
url_decode('a%20b')
parse_url('https://example.org/a?b=c', 'QUERY', 'b')

-- values: arrays
array(1, 2, 3)
array(t.origin, t.dest)[0]
element_at(array(t.origin, t.dest), -1)
try_element_at(array(t.origin), 2)
size(array(1, 2))
cardinality(array(1, 2))
array_size(array(1))
array_contains(array(t.origin), 'EWR')
array_distinct(array(1, 1))
array_union(array(1), array(2))
array_intersect(array(1), array(2))
array_except(array(1), array(2))
array_join(array(t.origin, t.dest), ',')
array_max(array(1, 2))
array_min(array(1, 2))
array_position(array(1, 2), 2)
array_remove(array(1, 2), 2)
array_repeat(1, 3)
array_append(array(1), 2)
array_prepend(array(1), 2)
array_insert(array(1), 1, 2)
array_compact(array(1, NULL))
array_sort(array(3, 1))
array_sort(array(3, 1), (a, b) -> CASE WHEN a < b THEN -1 ELSE 1 END)
sort_array(array(3, 1), false)
arrays_overlap(array(1), array(2))
arrays_zip(array(1), array(2))
flatten(array(array(1), array(2)))
slice(array(1, 2, 3), 2, 2)
shuffle(array(1, 2))
reverse(array(1, 2))
concat(array(1), array(2))
sequence(1, 10, 2)
get(array(1, 2), 0)
transform(array(1, 2), x -> x + t.flight)
transform(array(1, 2), (x, i) -> x + i)
filter(array(1, 2), x -> x > 1)
exists(array(1, 2), x -> x > 1)
forall(array(1, 2), x -> x > 1)
aggregate(array(1, 2), 0, (state, x) -> state + x)
aggregate(array(1, 2), 0, (state, x) -> state + x, state -> state * 10)
reduce(array(1, 2), 0, (state, x) -> state + x)
zip_with(array(1), array(2), (a, b) -> a + b)
explode(array(1, 2))
explode_outer(array(1, 2))
posexplode(array(1, 2)) AS (p, x)

-- values: maps and structs
map('a', 1)['a']
map_keys(map('a', 1))
map_values(map('a', 1))
map_entries(map('a', 1))
map_concat(map('a', 1), map('b', 2))
map_from_arrays(array('a'), array(1))
map_from_entries(array(struct('a', 1)))
map_contains_key(map('a', 1), 'a')
map_filter(map('a', 1), (k, v) -> v > 0)
map_zip_with(map('a', 1), map('a', 2), (k, a, b) -> a + b)
transform_keys(map('a', 1), (k, v) -> upper(k))
transform_values(map('a', 1), (k, v) -> v + 1)
str_to_map('a:1,b:2', ',', ':')
struct(t.carrier, t.flight).carrier
named_struct('a', t.carrier, 'b', t.flight).b
inline(array(struct(1 AS a, 2 AS b))) AS (c, d)
stack(2, 'a', 1, 'b', 2) AS (c, d)

-- values: JSON, CSV and XML
get_json_object('{"a":1}', '$.a')
from_json('{"a":1}', 'a INT').a
to_json(named_struct('a', t.flight))
to_json(map('a', t.flight))
schema_of_json('{"a":1}')
json_array_length('[1,2]')
json_object_keys('{"a":1}')
json_tuple('{"a":1,"b":2}', 'a', 'b') AS (c, d)
from_csv('1,2', 'a INT, b INT').a
to_csv(named_struct('a', 1))
schema_of_csv('1,2')
xpath('<a><b>1</b></a>', 'a/b/text()')
xpath_int('<a><b>1</b></a>', 'a/b')

-- values: aggregates
count(*)
count(t.flight)
count(DISTINCT t.carrier)
count(DISTINCT t.carrier, t.flight)
count_if(t.dep_delay > 0)
sum(t.distance)
sum(DISTINCT t.distance)
try_sum(t.distance)
avg(t.distance)
mean(t.distance)
try_avg(t.distance)
min(t.distance) + max(t.distance)
min_by(t.carrier, t.distance)
max_by(t.carrier, t.distance)
first(t.carrier)
first(t.carrier, true)
last(t.carrier)
last_value(t.carrier)
any_value(t.carrier)
collect_list(t.carrier)
collect_set(t.carrier)
array_agg(t.carrier)
stddev(t.distance) + stddev_pop(t.distance) + stddev_samp(t.distance)
variance(t.distance) + var_pop(t.distance) + var_samp(t.distance)
corr(t.dep_delay, t.arr_delay)
covar_pop(t.dep_delay, t.arr_delay) + covar_samp(t.dep_delay, t.arr_delay)
regr_slope(t.arr_delay, t.dep_delay) + regr_count(t.arr_delay, t.dep_delay)
skewness(t.distance) + kurtosis(t.distance)
percentile(t.distance, 0.5)
percentile_approx(t.distance, array(0.5, 0.9))
approx_percentile(t.distance, 0.5)
percentile_cont(0.5) WITHIN GROUP (ORDER BY t.distance)
percentile_disc(0.5) WITHIN GROUP (ORDER BY t.distance DESC)
median(t.distance)
mode(t.carrier)
approx_count_distinct(t.carrier)
bit_and(t.flight) + bit_or(t.flight) + bit_xor(t.flight)
bool_and(t.flight > 0) OR bool_or(t.flight > 0)
every(t.flight > 0) OR some(t.flight > 0) OR any(t.flight > 0)
histogram_numeric(t.distance, 5)
count_min_sketch(t.flight, 0.5D, 0.5D, 1)
hll_sketch_estimate(hll_sketch_agg(t.flight))
sum(t.distance) FILTER (WHERE t.dep_delay > 0)
count(*) FILTER (WHERE t.carrier = 'UA')
sum(CASE WHEN t.dep_delay > 0 THEN 1 ELSE 0 END)
bitmap_count(bitmap_construct_agg(bitmap_bit_position(t.hour)))

-- values: windows
row_number() OVER (PARTITION BY t.carrier ORDER BY t.time_hour)
rank() OVER (ORDER BY t.distance DESC)
dense_rank() OVER (ORDER BY t.distance DESC NULLS LAST)
percent_rank() OVER (ORDER BY t.distance)
cume_dist() OVER (ORDER BY t.distance)
ntile(4) OVER (ORDER BY t.distance)
lag(t.distance) OVER (ORDER BY t.time_hour)
lag(t.distance, 2, 0) OVER (ORDER BY t.time_hour)
lead(t.distance, 1) IGNORE NULLS OVER (ORDER BY t.time_hour)
first_value(t.distance) OVER (PARTITION BY t.carrier ORDER BY t.time_hour)
last_value(t.distance) OVER (PARTITION BY t.carrier ORDER BY t.time_hour ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
nth_value(t.distance, 2) OVER (ORDER BY t.time_hour)
sum(t.distance) OVER ()
sum(t.distance) OVER (PARTITION BY t.carrier ORDER BY t.time_hour ROWS 2 PRECEDING)
avg(t.distance) OVER (ORDER BY t.flight RANGE BETWEEN 10 PRECEDING AND CURRENT ROW)
sum(t.distance) OVER (ORDER BY t.time_hour RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW)
sum(sum(t.distance)) OVER ()

-- queries: lists and filters
SELECT t.carrier AS c, t.flight FROM flights_processed.flights AS t
SELECT carrier, flight FROM flights_processed.flights
SELECT flights.carrier FROM flights_processed.flights
SELECT t.carrier c FROM flights_processed.flights t
SELECT DISTINCT t.carrier FROM flights_processed.flights AS t
SELECT ALL t.carrier FROM flights_processed.flights AS t
SELECT `t`.`carrier` AS `c` FROM `flights_processed`.`flights` AS `t`
SELECT t.flight AS a, a + 1 AS b FROM flights_processed.flights AS t
SELECT 1 AS one
SELECT x.a FROM (SELECT t.carrier AS a FROM flights_processed.flights AS t) AS x
SELECT x.a FROM (SELECT t.carrier, t.flight FROM flights_processed.flights AS t) AS x (a, b)
SELECT t.carrier FROM flights_processed.flights AS t ORDER BY t.flight DESC NULLS LAST, t.carrier LIMIT 10
SELECT t.carrier FROM flights_processed.flights AS t ORDER BY t.flight LIMIT 10 OFFSET 5
SELECT t.carrier FROM flights_processed.flights AS t ORDER BY ALL
SELECT t.carrier FROM flights_processed.flights AS t ORDER BY 1
SELECT t.carrier FROM flights_processed.flights AS t SORT BY t.carrier
SELECT t.carrier FROM flights_processed.flights AS t DISTRIBUTE BY t.carrier
SELECT t.carrier FROM flights_processed.flights AS t CLUSTER BY t.carrier
SELECT /*+ BROADCAST(a) */ t.carrier FROM flights_processed.flights AS t JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
FROM flights_processed.flights AS t SELECT t.carrier
SELECT t.carrier FROM flights_processed.flights TABLESAMPLE (10 ROWS) AS t
SELECT t.carrier FROM flights_processed.flights AS t WHERE t.flight = (SELECT max(u.flight) FROM flights_processed.flights AS u)

-- queries: joins
SELECT t.carrier, a.name FROM flights_processed.flights AS t JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier, a.name FROM flights_processed.flights AS t INNER JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier, a.name FROM flights_processed.flights AS t LEFT JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier, a.name FROM flights_processed.flights AS t RIGHT OUTER JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier, a.name FROM flights_processed.flights AS t FULL OUTER JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier, a.name FROM flights_processed.flights AS t CROSS JOIN flights_processed.airlines AS a
SELECT t.carrier, a.name FROM flights_processed.flights AS t, flights_processed.airlines AS a WHERE a.carrier = t.carrier
SELECT carrier, a.name FROM flights_processed.flights AS t JOIN flights_processed.airlines AS a USING (carrier)
SELECT t.carrier FROM flights_processed.flights AS t LEFT SEMI JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier FROM flights_processed.flights AS t SEMI JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier FROM flights_processed.flights AS t LEFT ANTI JOIN flights_processed.airlines AS a ON a.carrier = t.carrier
SELECT t.carrier FROM flights_processed.flights AS t ANTI JOIN flights_processed.airlines AS a USING (carrier)
SELECT t.carrier, a.name FROM flights_processed.flights AS t NATURAL JOIN flights_processed.airlines AS a
SELECT t.carrier, x.n FROM flights_processed.flights AS t JOIN LATERAL (SELECT a.name AS n FROM flights_processed.airlines AS a WHERE a.carrier = t.carrier) AS x
SELECT t.carrier, x.n FROM flights_processed.flights AS t, LATERAL (SELECT t.flight + 1 AS n) AS x
SELECT t.carrier, p.model FROM (flights_processed.flights AS t JOIN flights_processed.airlines AS a ON a.carrier = t.carrier) JOIN flights_processed.planes AS p ON p.tailnum = t.tailnum
SELECT t.carrier, a.name, p.model FROM flights_processed.flights AS t LEFT JOIN (flights_processed.airlines AS a CROSS JOIN flights_processed.planes AS p) ON a.carrier = t.carrier AND p.tailnum = t.tailnum

-- queries: generators
SELECT t.carrier, e.x FROM flights_processed.flights AS t LATERAL VIEW explode(array(1, 2)) e AS x
SELECT t.carrier, e.x FROM flights_processed.flights AS t LATERAL VIEW OUTER explode(split(t.tailnum, 'N')) e AS x
SELECT t.carrier, e.p, e.x FROM flights_processed.flights AS t LATERAL VIEW posexplode(array(1, 2)) e AS p, x
SELECT t.carrier, x FROM flights_processed.flights AS t LATERAL VIEW explode(array(1, 2)) AS x
SELECT t.carrier, e.k, e.v FROM flights_processed.flights AS t LATERAL VIEW explode(map('a', 1)) e AS k, v
SELECT t.carrier, e.c, e.d FROM flights_processed.flights AS t LATERAL VIEW stack(2, 'a', t.dep_delay, 'b', t.arr_delay) e AS c, d
SELECT t.carrier, e.a FROM flights_processed.flights AS t LATERAL VIEW inline(array(struct(1 AS a, 2 AS b))) e
SELECT t.carrier, e.a FROM flights_processed.flights AS t LATERAL VIEW json_tuple('{"a":1}', 'a') e AS a
SELECT t.carrier, stack(2, 'dep', t.dep_delay, 'arr', t.arr_delay) AS (kind, delay) FROM flights_processed.flights AS t
SELECT t.carrier, e.col FROM flights_processed.flights AS t, LATERAL explode(array(1, 2)) AS e
SELECT e.col FROM explode(array(1, 2)) AS e
SELECT r.id FROM range(10) AS r
SELECT r.id, t.carrier FROM range(1, 10, 2) AS r CROSS JOIN flights_processed.flights AS t
SELECT v.a, v.b FROM VALUES (1, 'x'), (2, 'y') AS v (a, b)
SELECT v.a, v.b FROM (VALUES (1, 'x'), (2, 'y')) AS v (a, b)
SELECT t.carrier, v.b FROM flights_processed.flights AS t JOIN (VALUES ('UA', 'x')) AS v (a, b) ON v.a = t.carrier
SELECT v.col1, v.col2 FROM VALUES (1, 2) AS v

-- queries: groups
SELECT t.carrier, count(*) AS n FROM flights_processed.flights AS t GROUP BY t.carrier
SELECT t.carrier AS c, count(*) AS n FROM flights_processed.flights AS t GROUP BY c
SELECT t.carrier, count(*) AS n FROM flights_processed.flights AS t GROUP BY 1
SELECT t.carrier, count(*) AS n FROM flights_processed.flights AS t GROUP BY ALL
SELECT t.carrier, count(*) AS n FROM flights_processed.flights AS t GROUP BY t.carrier HAVING count(*) > 1
SELECT t.carrier, count(*) AS n FROM flights_processed.flights AS t GROUP BY t.carrier HAVING n > 1
SELECT t.carrier, t.origin, count(*) AS n FROM flights_processed.flights AS t GROUP BY ROLLUP (t.carrier, t.origin)
SELECT t.carrier, t.origin, count(*) AS n FROM flights_processed.flights AS t GROUP BY CUBE (t.carrier, t.origin)
SELECT t.carrier, t.origin, count(*) AS n FROM flights_processed.flights AS t GROUP BY GROUPING SETS ((t.carrier), (t.origin), ())
SELECT t.carrier, t.origin, count(*) AS n FROM flights_processed.flights AS t GROUP BY t.carrier, t.origin WITH ROLLUP
SELECT t.carrier, t.origin, count(*) AS n FROM flights_processed.flights AS t GROUP BY t.carrier, t.origin WITH CUBE
SELECT t.carrier, t.origin, count(*) AS n FROM flights_processed.flights AS t GROUP BY t.carrier, t.origin GROUPING SETS ((t.carrier), (t.origin))
SELECT t.carrier, grouping(t.carrier) AS g, grouping_id() AS i, count(*) AS n FROM flights_processed.flights AS t GROUP BY CUBE (t.carrier)
SELECT date_trunc('DAY', t.time_hour) AS d, count(*) AS n FROM flights_processed.flights AS t GROUP BY date_trunc('DAY', t.time_hour)
SELECT w.start, count(*) AS n FROM (SELECT window(t.time_hour, '1 hour') AS w FROM flights_processed.flights AS t) GROUP BY w.start
SELECT t.carrier, sum(t.distance) OVER w AS s FROM flights_processed.flights AS t WINDOW w AS (PARTITION BY t.carrier ORDER BY t.time_hour)
SELECT q.carrier FROM (SELECT t.carrier, row_number() OVER (PARTITION BY t.carrier ORDER BY t.flight) AS n FROM flights_processed.flights AS t) AS q WHERE q.n = 1

-- queries: sets
SELECT t.carrier FROM flights_processed.flights AS t UNION SELECT a.carrier FROM flights_processed.airlines AS a
SELECT t.carrier FROM flights_processed.flights AS t UNION ALL SELECT a.carrier FROM flights_processed.airlines AS a
SELECT t.carrier FROM flights_processed.flights AS t UNION DISTINCT SELECT a.carrier FROM flights_processed.airlines AS a
SELECT t.carrier FROM flights_processed.flights AS t INTERSECT SELECT a.carrier FROM flights_processed.airlines AS a
SELECT t.carrier FROM flights_processed.flights AS t INTERSECT ALL SELECT a.carrier FROM flights_processed.airlines AS a
SELECT t.carrier FROM flights_processed.flights AS t EXCEPT SELECT a.carrier FROM flights_processed.airlines AS a
SELECT t.carrier FROM flights_processed.flights AS t MINUS SELECT a.carrier FROM flights_processed.airlines AS a
(SELECT t.carrier FROM flights_processed.flights AS t) UNION ALL (SELECT a.carrier FROM flights_processed.airlines AS a)
((SELECT t.carrier FROM flights_processed.flights AS t))
(SELECT t.carrier FROM flights_processed.flights AS t UNION SELECT a.carrier FROM flights_processed.airlines AS a) EXCEPT (SELECT p.tailnum FROM flights_processed.planes AS p)
((SELECT t.carrier FROM flights_processed.flights AS t) UNION ALL ((SELECT a.carrier FROM flights_processed.airlines AS a))) ORDER BY carrier LIMIT 3
SELECT x.c FROM ((SELECT t.carrier AS c FROM flights_processed.flights AS t) UNION (SELECT a.carrier FROM flights_processed.airlines AS a)) AS x

-- queries: common table expressions
WITH x AS (SELECT t.carrier FROM flights_processed.flights AS t) SELECT x.carrier FROM x
WITH x (a, b) AS (SELECT t.carrier, t.flight FROM flights_processed.flights AS t) SELECT x.a, x.b FROM x
WITH x AS (SELECT t.carrier FROM flights_processed.flights AS t), y AS (SELECT x.carrier FROM x) SELECT y.carrier FROM y
SELECT q.carrier FROM (WITH x AS (SELECT t.carrier FROM flights_processed.flights AS t) SELECT x.carrier FROM x) AS q
WITH x AS (WITH y AS (SELECT t.carrier FROM flights_processed.flights AS t) SELECT y.carrier FROM y) SELECT x.carrier FROM x
WITH v AS (VALUES (1, 2)) SELECT v.col1 FROM v

-- queries: subqueries
SELECT t.carrier FROM flights_processed.flights AS t WHERE t.carrier IN (SELECT a.carrier FROM flights_processed.airlines AS a)
SELECT t.carrier FROM flights_processed.flights AS t WHERE (t.carrier, t.origin) NOT IN (SELECT u.carrier, u.origin FROM flights_processed.flights AS u)
SELECT t.carrier FROM flights_processed.flights AS t WHERE EXISTS (SELECT 1 FROM flights_processed.airlines AS a WHERE a.carrier = t.carrier)
SELECT t.carrier FROM flights_processed.flights AS t WHERE NOT EXISTS (SELECT * FROM flights_processed.airlines AS a WHERE a.carrier = t.carrier)
SELECT t.carrier, (SELECT max(a.name) FROM flights_processed.airlines AS a WHERE a.carrier = t.carrier) AS n FROM flights_processed.flights AS t

-- queries: pivots
SELECT jan, feb FROM (SELECT t.month, t.dep_delay FROM flights_processed.flights AS t) PIVOT (avg(dep_delay) FOR month IN (1 AS jan, 2 AS feb))
SELECT carrier, jfk, lga FROM (SELECT t.carrier, t.origin, t.flight FROM flights_processed.flights AS t) PIVOT (count(flight) FOR origin IN ('JFK' AS jfk, 'LGA' AS lga))
SELECT carrier, jfk_n, jfk_s FROM (SELECT t.carrier, t.origin, t.distance FROM flights_processed.flights AS t) PIVOT (count(*) AS n, sum(distance) AS s FOR origin IN ('JFK' AS jfk))
SELECT carrier, a FROM (SELECT t.carrier, t.origin, t.month, t.flight FROM flights_processed.flights AS t) PIVOT (count(flight) FOR (origin, month) IN (('JFK', 1) AS a))
WITH x AS (SELECT t.carrier, t.origin, t.flight FROM flights_processed.flights AS t) SELECT carrier, `JFK` FROM x PIVOT (count(flight) FOR origin IN ('JFK'))
SELECT t.carrier, kind, delay FROM flights_processed.flights AS t UNPIVOT (delay FOR kind IN (dep_delay, arr_delay)) AS t
SELECT u.carrier, u.kind, u.delay FROM (SELECT t.carrier, t.dep_delay, t.arr_delay FROM flights_processed.flights AS t) UNPIVOT INCLUDE NULLS (delay FOR kind IN (dep_delay AS departure, arr_delay AS arrival)) AS u
SELECT carrier, kind, a, b FROM (SELECT t.carrier, t.dep_time, t.dep_delay, t.arr_time, t.arr_delay FROM flights_processed.flights AS t) UNPIVOT ((a, b) FOR kind IN ((dep_time, dep_delay) AS dep, (arr_time, arr_delay) AS arr))
SELECT p.carrier, p.jan + p.feb AS both FROM (SELECT carrier, jan, feb FROM (SELECT t.carrier, t.month, t.flight FROM flights_processed.flights AS t) PIVOT (count(flight) FOR month IN (1 AS jan, 2 AS feb))) AS p JOIN flights_processed.airlines AS a ON a.carrier = p.carrier
