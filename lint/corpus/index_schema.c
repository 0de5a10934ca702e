/*
 * What an index holds, as `.schema` shows it.  Days are written 2024-12-31, figures as plain decimals in
 * the unit that is named (15.5 % is 0.155, 32.9万元 is 329000 in 元), lines and columns count from 1 and
 * columns in characters, as everywhere.
 */
#include "index_internal.h"

const struct index_table_text index_tables[INDEX_TABLES] = {
	[INDEX_REPORTS] =
		{"reports", 17,
		 "CREATE TABLE reports (\n"
		 "  id INTEGER PRIMARY KEY, -- in the order of the input, from 1\n"
		 "  path TEXT NOT NULL,     -- as findings name it: a/b.txt, a.zip!/b.txt\n"
		 "  agency TEXT,            -- normalised; NULL: not known\n"
		 "  kind TEXT,              -- 部门决算, annual report, ...; NULL: not known\n"
		 "  first_day TEXT,         -- of the time that it is about; NULL: not known\n"
		 "  last_day TEXT,\n"
		 "  title TEXT,\n"
		 "  bytes INTEGER NOT NULL,\n"
		 "  content TEXT NOT NULL,  -- hash of its bytes (XXH3, 64 bits)\n"
		 "  numbers INTEGER NOT NULL,       -- quantities and dates that were read\n"
		 "  related INTEGER NOT NULL,       -- of them, in a relation that was decided\n"
		 "  proved INTEGER NOT NULL,        -- relations that hold\n"
		 "  unknown INTEGER NOT NULL,       -- relations that could not be decided\n"
		 "  cells INTEGER NOT NULL,         -- figures in tables\n"
		 "  cells_related INTEGER NOT NULL, -- of them, in a relation that was decided\n"
		 "  suppressed INTEGER NOT NULL,    -- findings that a suppression left out\n"
		 "  known INTEGER NOT NULL          -- findings that the baseline holds\n"
		 ")"},
	[INDEX_FACTS] =
		{"facts", 11,
		 "CREATE TABLE facts ( -- quantities and dates as they were read\n"
		 "  report INTEGER NOT NULL REFERENCES reports,\n"
		 "  line INTEGER NOT NULL,\n"
		 "  column INTEGER NOT NULL,\n"
		 "  kind TEXT NOT NULL, -- count, amount, percent, date, ...\n"
		 "  text TEXT NOT NULL, -- as printed\n"
		 "  value NUMERIC,      -- of a range, its lower end\n"
		 "  upper NUMERIC,      -- the upper end of a range\n"
		 "  unit TEXT,\n"
		 "  label TEXT,         -- the words that say what it counts\n"
		 "  first_date TEXT,    -- of dates and ranges of them: 2024, 2024-Q2, 2024-06-30\n"
		 "  last_date TEXT\n"
		 ")"},
	[INDEX_CLAIMS] =
		{"claims", 16,
		 "CREATE TABLE claims ( -- what a report says that another one may say, too\n"
		 "  report INTEGER NOT NULL REFERENCES reports,\n"
		 "  line INTEGER NOT NULL,\n"
		 "  column INTEGER NOT NULL,\n"
		 "  sort TEXT NOT NULL,    -- figure, rate, difference, direction\n"
		 "  subject TEXT NOT NULL, -- agency, thing, unit and scope, hashed: claims of "
		 "one\n"
		 "                         -- thing have the same\n"
		 "  label TEXT,            -- the thing, for people\n"
		 "  text TEXT,             -- as printed\n"
		 "  low NUMERIC,           -- what the printed digits can mean; NULL: no bound\n"
		 "  high NUMERIC,\n"
		 "  first_day TEXT,        -- of the time that it is said of; of a change, the "
		 "time\n"
		 "                         -- that it is compared with\n"
		 "  last_day TEXT,\n"
		 "  later_first_day TEXT,  -- of a change: the time that it leads to\n"
		 "  later_last_day TEXT,\n"
		 "  measure INTEGER NOT NULL,  -- 1: a rule names the thing; 0: its own words do\n"
		 "  cell INTEGER NOT NULL,     -- 1: from a table\n"
		 "  doubtful INTEGER NOT NULL  -- 1: preliminary, at constant prices or restated\n"
		 ")"},
	[INDEX_FINDINGS] =
		{"findings", 18,
		 "CREATE TABLE findings (\n"
		 "  id INTEGER PRIMARY KEY,\n"
		 "  report INTEGER NOT NULL REFERENCES reports,\n"
		 "  rule TEXT NOT NULL,\n"
		 "  category TEXT NOT NULL,\n"
		 "  level TEXT NOT NULL,   -- error, warning, note\n"
		 "  line INTEGER NOT NULL,\n"
		 "  column INTEGER NOT NULL,\n"
		 "  end_line INTEGER NOT NULL,\n"
		 "  end_column INTEGER NOT NULL, -- exclusive\n"
		 "  text TEXT,             -- what stands there\n"
		 "  message TEXT NOT NULL, -- in the language of the run\n"
		 "  stated NUMERIC,        -- the figure that is contradicted; NULL: there is "
		 "none\n"
		 "  recomputed NUMERIC,    -- what it should be, by the others\n"
		 "  discrepancy TEXT,      -- what is likely between the two: rounding, slip (of "
		 "a\n"
		 "                         -- digit), unit (a power of ten), other\n"
		 "  truncated INTEGER NOT NULL,  -- 1: right if it was cut off instead of rounded\n"
		 "  across INTEGER NOT NULL,     -- 1: found by comparing reports\n"
		 "  changed INTEGER NOT NULL,    -- 1: the baseline has it with other figures\n"
		 "  fingerprint TEXT NOT NULL    -- the same when text elsewhere changes\n"
		 ")"},
	[INDEX_OPERANDS] = {"operands", 3,
			    "CREATE TABLE operands ( -- the figures that a finding is about\n"
			    "  finding INTEGER NOT NULL REFERENCES findings,\n"
			    "  name TEXT NOT NULL, -- as in the rule\n"
			    "  value TEXT\n"
			    ")"},
	[INDEX_PLACES] = {"places", 6,
			  "CREATE TABLE places ( -- related places of findings\n"
			  "  finding INTEGER NOT NULL REFERENCES findings,\n"
			  "  path TEXT NOT NULL, -- the finding's report, or another one\n"
			  "  line INTEGER NOT NULL,\n"
			  "  column INTEGER NOT NULL,\n"
			  "  text TEXT,\n"
			  "  message TEXT\n"
			  ")"},
	[INDEX_SHARED] =
		{"shared", 9,
		 "CREATE TABLE shared ( -- passages that stand in two reports\n"
		 "  earlier INTEGER NOT NULL REFERENCES reports,\n"
		 "  later INTEGER NOT NULL REFERENCES reports,\n"
		 "  earlier_line INTEGER NOT NULL,\n"
		 "  earlier_column INTEGER NOT NULL,\n"
		 "  later_line INTEGER NOT NULL,\n"
		 "  later_column INTEGER NOT NULL,\n"
		 "  characters INTEGER NOT NULL, -- letters and digits of the later one\n"
		 "  numbers INTEGER NOT NULL,    -- in it\n"
		 "  changed INTEGER NOT NULL     -- of them, those that are not the same in both\n"
		 ")"},
	[INDEX_UNREAD] = {"unread", 4,
			  "CREATE TABLE unread ( -- what could not be read\n"
			  "  path TEXT NOT NULL,\n"
			  "  message TEXT NOT NULL,\n"
			  "  line INTEGER, -- where in it; NULL: nowhere\n"
			  "  column INTEGER\n"
			  ")"},
	[INDEX_RUN] =
		{"run", 2,
		 "CREATE TABLE run ( -- what the whole run says of itself\n"
		 "  name TEXT PRIMARY KEY, -- program, reports, unread, errors, warnings, notes,\n"
		 "                         -- numbers, proved\n"
		 "  value NOT NULL\n"
		 ") WITHOUT ROWID"},
};

/* Made at the end: sorting once is cheaper than keeping order. */
const char index_at_end[] =
	"CREATE INDEX findings_by_report ON findings (report);\n"
	"CREATE INDEX findings_by_rule ON findings (rule);\n"
	"CREATE INDEX operands_by_finding ON operands (finding);\n"
	"CREATE INDEX places_by_finding ON places (finding);\n"
	"CREATE INDEX facts_by_report ON facts (report);\n"
	"CREATE INDEX claims_by_report ON claims (report);\n"
	"CREATE INDEX claims_by_subject ON claims (subject, first_day);\n"
	"CREATE INDEX shared_by_reports ON shared (later, earlier);\n"
	"CREATE VIEW finding_list AS -- every finding with its report\n"
	"  SELECT r.path, f.line, f.column, f.level, f.rule, f.message, r.agency,\n"
	"         substr(r.last_day, 1, 4) AS year, f.id AS finding, r.id AS report\n"
	"  FROM findings f JOIN reports r ON r.id = f.report ORDER BY f.id;\n"
	"CREATE VIEW by_rule AS -- how many findings each rule has, in how many reports\n"
	"  SELECT rule, category, level, count(*) AS findings,\n"
	"         count(DISTINCT report) AS reports\n"
	"  FROM findings GROUP BY rule, category, level ORDER BY findings DESC, rule;\n"
	"CREATE VIEW by_agency_and_year AS -- findings of the reports of an agency about a year\n"
	"  SELECT r.agency, substr(r.last_day, 1, 4) AS year, count(DISTINCT r.id) AS reports,\n"
	"         count(f.id) AS findings, count(CASE f.level WHEN 'error' THEN 1 END) AS errors\n"
	"  FROM reports r LEFT JOIN findings f ON f.report = r.id\n"
	"  GROUP BY r.agency, year ORDER BY findings DESC, r.agency, year;\n"
	"CREATE VIEW stated_and_recomputed AS -- figures that do not come out\n"
	"  SELECT r.path, f.line, f.rule, f.stated, f.recomputed, f.stated - f.recomputed AS off,\n"
	"         f.discrepancy, f.text, f.message\n"
	"  FROM findings f JOIN reports r ON r.id = f.report\n"
	"  WHERE f.stated IS NOT NULL AND f.recomputed IS NOT NULL;\n"
	"CREATE VIEW by_discrepancy AS -- how many figures are off by a slip, by a unit, ...\n"
	"  SELECT discrepancy, level, count(*) AS findings, count(DISTINCT report) AS reports\n"
	"  FROM findings WHERE discrepancy IS NOT NULL\n"
	"  GROUP BY discrepancy, level ORDER BY findings DESC, discrepancy, level;\n"
	"CREATE VIEW most_shared AS -- pairs of reports by the characters that they share\n"
	"  SELECT e.path AS earlier, l.path AS later, count(*) AS passages,\n"
	"         sum(s.characters) AS characters, sum(s.numbers) AS numbers,\n"
	"         sum(s.changed) AS changed\n"
	"  FROM shared s JOIN reports e ON e.id = s.earlier JOIN reports l ON l.id = s.later\n"
	"  GROUP BY s.earlier, s.later ORDER BY characters DESC;\n"
	"CREATE VIEW same_claims AS -- what two reports say of one thing and time\n"
	"  SELECT a.subject, a.label, a.first_day, a.last_day, a.sort,\n"
	"         ra.path AS one, a.line AS one_line, a.text AS one_text,\n"
	"         rb.path AS other, b.line AS other_line, b.text AS other_text,\n"
	"         (a.low <= b.high AND b.low <= a.high) AS agree\n"
	"  FROM claims a JOIN claims b ON b.subject = a.subject AND b.first_day = a.first_day\n"
	"       AND b.last_day = a.last_day AND b.sort = a.sort AND b.report > a.report\n"
	"  JOIN reports ra ON ra.id = a.report JOIN reports rb ON rb.id = b.report;\n";
