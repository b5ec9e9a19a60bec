-- The public database, built whole from captures, rules, suppressions and corrections.
-- Big text columns stand last, so that filters and facets do not walk overflow pages.

create table site (
  name text primary key,        -- of the profile
  title text not null,
  base_url text not null,
  fictional integer not null    -- 1: a practice archive; every page says so
);

create table provisions (
  act text not null,            -- FOIA2000, EIR2004, DPA2018, UKGDPR
  provision text not null,      -- canonical: 31(1)(a)
  parent text,
  section text not null,
  title text not null,
  kind text not null,           -- exemption, exception, ncnd, cost, vexatious, repeated, procedural, duty, context
  basis text not null,
  absolute text not null,
  public_interest_test text not null,
  note text not null,
  primary key (act, provision)
);

create table responses (
  id text primary key,          -- the permalink; never changes, never passes to another page
  site text not null references site(name),
  url text,                     -- newest address; null where a saved text does not say
  reference text,               -- as written
  reference_key text,           -- one spelling for all forms: 01.FOI.22.024049, no suffix letter
  title text,
  published text,               -- yyyy-mm-dd or yyyy-mm
  decision text not null,       -- one of 13 codes
  decision_components text not null, -- JSON array, sorted
  decision_stated text,         -- the force's own phrase
  decision_confidence text not null, -- high, medium, low
  regime text not null,         -- FOIA, EIR, DPA
  first_seen text not null,     -- UTC, ISO 8601
  last_seen text not null,
  removed_at text,
  missing_from text,            -- of one removed: site, its address says so; listing, whole walks do not name it
  times_missing integer,        -- how many answers, or whole walks, said so
  capture_sha256 text,          -- of the bytes the row was read from; null for a row known from a listing alone
  captured_at text,
  source text not null,         -- live, wayback, common-crawl, file
  has_attachments integer not null,
  diagnostics text not null,    -- JSON array of codes, sorted
  request_text text,
  answer_text text,             -- the words that give what was asked for, without stock reasons; null where none
  text text not null            -- whole page without site furniture
);
create index responses_published on responses(published, decision);
create index responses_decision on responses(decision);
create index responses_reference on responses(reference_key);
create index responses_removed on responses(removed_at) where removed_at is not null;

create table citations (
  id integer primary key,
  response_id text not null references responses(id),
  act text not null,
  provision text not null,
  section text not null,
  modern text not null,
  role text not null,           -- relied_on, ncnd, alternative, procedural, discussed, other_act
  as_written text not null,     -- = substr(text, start_char + 1, end_char - start_char)
  start_char integer not null,
  end_char integer not null,
  sentence text not null,
  rule text not null,
  unique (response_id, act, provision, role)
);
create index citations_provision on citations(act, provision, role, response_id, as_written);
create index citations_older on citations(act, modern, provision) where provision <> modern;
create index citations_section on citations(act, section, role, response_id);

create table findings (
  id integer primary key,
  response_id text not null references responses(id),
  field text not null,          -- reference, title, published, request_text, decision, decision_stated, regime,
                                -- cross_reference, citation (a further place of a citation), answer_text,
                                -- question; answer: value is the number of its question, which is the last
                                -- one that begins before it; reasons: value is a provision they argue for
  value text not null,
  start_char integer,           -- null where the evidence stands outside the text
  end_char integer,
  quote text not null,
  rule text not null
);
create index findings_response on findings(response_id, field);

-- The rules by which values are found. Measured on the pages they were made with, which flatters them.
create table rules (
  name text not null,           -- as in findings.rule and citations.rule
  what text not null,           -- a field of findings, or the role of a citation
  level text,                   -- how far its match alone is trusted: high, medium, low; null for no pattern
  uses integer not null,        -- findings and citations in this archive
  measured_right integer,       -- of measured_n on labelled pages; null where never measured
  measured_n integer,
  precision real,               -- measured_right / measured_n
  primary key (name, what)
);

-- What a person corrected after reading: the columns hold the corrected value, and a finding of the rule
-- 'correction' has the reason.
create table corrections (
  id integer primary key,
  response_id text not null references responses(id),
  field text not null,          -- reference, title, published, decision, decision_components, request_text, citation
  value text not null,          -- as the column holds it; FOIA2000 31(1)(a) relied_on, with - before it if taken out
  reason text not null,
  corrected_on text not null    -- yyyy-mm-dd
);
create index corrections_response on corrections(response_id);

create table diagnostics (
  id integer primary key,
  response_id text not null references responses(id),
  code text not null,
  message text not null,
  start_char integer,
  end_char integer
);
create index diagnostics_code on diagnostics(code, response_id);
create index diagnostics_response on diagnostics(response_id);

create table urls (
  response_id text not null references responses(id),
  url text not null,
  primary key (response_id, url)
);
create index urls_url on urls(url);

-- The running numbers of references: what share of a series was ever published. See the views gap_...
create table reference_numbers (
  response_id text primary key references responses(id),
  site text not null references site(name),
  month text not null,          -- of publication, or ''
  series text not null,         -- what is counted: FOI for the Met's, a year where numbers begin anew with it
  year text not null,           -- that the reference itself states, or ''
  number integer not null,
  restarts integer not null     -- 1: the series began at 1; 0: it runs on through the years
) without rowid;

-- Which sources have each response: the live site or its listing, and the archives as their indexes say.
create table response_sources (
  response_id text not null references responses(id),
  source text not null,         -- live, wayback, common-crawl
  site text not null references site(name),
  primary key (response_id, source)
) without rowid;

create table attachments (
  id integer primary key,       -- of the response's id and the file's address, for ever the same
  response_id text not null references responses(id),
  place integer not null,       -- 1, 2, ... on its page
  url text not null,            -- those of several files may be the same where words in them are covered
  filename text not null,
  media_type text,
  bytes integer,
  sha256 text,
  state text not null,          -- held, not_held, quarantined, too_large, unreadable
  reason text,
  captured_at text,             -- of the copy that is held: UTC, ISO 8601
  source text,                  -- of that copy: live, wayback, common-crawl, file
  unique (response_id, place)
);
create index attachments_state on attachments(state);

-- The bytes that a file's address gave in the course of time.
create table attachment_versions (
  id integer primary key,
  attachment_id integer not null references attachments(id),
  first_seen text not null,
  last_seen text not null,
  sha256 text not null,
  source text not null
);
create index attachment_versions_attachment on attachment_versions(attachment_id);

create table attachment_parts (
  id integer primary key,       -- the row of the response times 2^20, and a number
  attachment_id integer not null references attachments(id),
  place integer not null,       -- 1, 2, ... within the file
  part text not null,           -- page number or sheet name, '' where the file has no such parts
  text text not null,
  unique (attachment_id, place)
);

-- The cells of tables. A part without cells is no table.
create table attachment_cells (
  attachment_id integer not null references attachments(id),
  part text not null,           -- as in attachment_parts
  row integer not null,         -- as the spreadsheet counts them, from 1
  col integer not null,         -- from 1, for A
  value text not null,          -- as a person sees it
  number real,                  -- where the value is a number
  primary key (attachment_id, part, row, col)
) without rowid;
create index attachment_cells_value on attachment_cells(value);

create table versions (
  id integer primary key,
  response_id text not null references responses(id),
  first_seen text not null,
  last_seen text not null,
  state text not null,          -- present, removed
  title text,                   -- this and the next two as read in the text of then
  decision text,
  grounds text,                 -- JSON array of [act, provision, role] that were grounds of refusal
  text_sha256 text,
  text text,
  urls text                     -- JSON array of the addresses it stood at then; empty for a saved text without one
);
create index versions_response on versions(response_id, first_seen);

create table listing_entries (
  id integer primary key,
  site text not null references site(name),
  url text not null,
  title text not null,
  date text not null,
  type text not null,
  description text not null,
  seen_at text not null,        -- the last listing capture that said this
  unique (site, url, title, date, type, description)
);

create table runs (
  id integer primary key,
  started text not null,
  finished text,
  exit_code integer,
  sources text not null,        -- JSON array
  seen integer not null,
  new integer not null,
  changed integer not null,
  gone integer not null,
  failed integer not null,
  message text not null,
  site text not null references site(name),
  manifest text                 -- digest of the newest manifest of then: archive.store.heads
);

create table coverage (
  site text not null references site(name),
  month text not null,          -- yyyy-mm, of publication; 'unknown' where no date is known
  listed integer not null,
  captured integer not null,
  parsed integer not null,
  attachments_held integer not null,
  attachments_missing integer not null,
  quarantined integer not null,
  failed integer not null,
  removed integer not null,
  primary key (site, month)
);

-- What became new, changed, was removed and came back, the oldest first.
create table changes (
  id integer primary key,
  moment text not null,         -- of the capture that showed it: UTC, ISO 8601
  kind text not null,           -- new, changed, removed, returned
  response_id text not null references responses(id)
);
create index changes_kind on changes(kind);

-- What was taken down, so that its address can say so; what it was is told nowhere.
create table suppressed (
  name text primary key,        -- digest of an id, a reference or a file's number: archive.names
  since text not null,          -- yyyy-mm-dd
  reason text not null
) without rowid;

-- The figures of exemptions as they were published, today's among them: each row says what one was from that day on,
-- until a later row for it.
create table figures (
  site text not null references site(name),
  what text not null,           -- published responses, any ground, any exemption, or a provision with its Act
  use text not null,            -- any, relied_on, ncnd, alternative
  month text not null,          -- of publication of the responses; 'unknown' where no date is known
  since text not null,          -- yyyy-mm-dd, UTC
  responses integer not null,
  primary key (site, what, use, month, since)
) without rowid;

-- Every word of the responses and their files, as the full-text indexes have them: what a misspelt word may have
-- meant. Of a word that stands in files alone, "responses" counts the pages and sheets.
create table words (
  word text primary key,        -- lower case, without accents
  responses integer not null    -- in how many it stands
) without rowid;

-- For counting: the bit n of the little-endian number in members stands for the response with rowid n.
create table response_sets (
  kind text not null,           -- all, site, dated, month, decision, file, role, section, provision
  value text not null,          -- as in the column of that name; act, number and role for the last two
  members blob not null,
  primary key (kind, value)
);

-- One response counts once for a section and role, however many limbs it cites. Never add the rows up.
-- "published" is the number of all responses published then, to set the others against.
create view exemptions_by_month as
select month, section, role,
       iif(cast(section as integer) between 21 and 44, 'Part II exemption', 'refusal ground outside Part II') as class,
       count(*) as responses, published
from (select distinct substr(r.published, 1, 7) as month, c.section, c.role, r.id
      from citations c join responses r on r.id = c.response_id
      where c.act = 'FOIA2000' and c.role in ('relied_on', 'ncnd', 'alternative') and r.published <> '')
join (select substr(published, 1, 7) as of_month, count(*) as published from responses group by 1)
  on of_month = month
group by month, section, role;

create view exemptions_by_year as
select year, section, role,
       iif(cast(section as integer) between 21 and 44, 'Part II exemption', 'refusal ground outside Part II') as class,
       count(*) as responses, published
from (select distinct substr(r.published, 1, 4) as year, c.section, c.role, r.id
      from citations c join responses r on r.id = c.response_id
      where c.act = 'FOIA2000' and c.role in ('relied_on', 'ncnd', 'alternative') and r.published <> '')
join (select substr(published, 1, 4) as of_year, count(*) as published from responses group by 1)
  on of_year = year
group by year, section, role;

-- One row for each response, provision and role that is a ground of refusal: what the views below count. In each of
-- them a response counts once in a row, and "published" is the number of all responses of that time.
create view grounds as
select c.response_id, r.site, ifnull(substr(nullif(r.published, ''), 1, 4), 'unknown') as year,
       ifnull(substr(nullif(r.published, ''), 1, 7), 'unknown') as month,
       c.act, c.section, c.provision, c.modern, c.role,
       case when c.act = 'EIR2004' then 'EIR exception'
            when cast(c.section as integer) between 21 and 44 then 'Part II exemption'
            else 'refusal ground outside Part II' end as class
from citations c join responses r on r.id = c.response_id
where c.act in ('FOIA2000', 'EIR2004') and c.role in ('relied_on', 'ncnd', 'alternative');

-- By section: in any use, which others call the number of requests it was applied to, and in each use apart. Columns
-- and rows overlap. Of these "legacy" cite a repealed form, and "alone" use no other section.
create view sections_by_month as
select g.site, g.month, act, section, class, count(distinct g.response_id) as responses,
       count(distinct iif(role = 'relied_on', g.response_id, null)) as relied_on,
       count(distinct iif(role = 'ncnd', g.response_id, null)) as ncnd,
       count(distinct iif(role = 'alternative', g.response_id, null)) as alternative,
       count(distinct iif(provision <> modern, g.response_id, null)) as legacy,
       count(distinct iif(sections = 1, g.response_id, null)) as alone, published
from grounds g
join (select response_id, count(distinct act || section) as sections from grounds group by 1) s
  on s.response_id = g.response_id
join (select site, ifnull(substr(nullif(published, ''), 1, 7), 'unknown') as month, count(*) as published
      from responses group by 1, 2) p
  on p.site = g.site and p.month = g.month
group by g.site, g.month, act, section;

create view sections_by_year as
select g.site, g.year, act, section, class, count(distinct g.response_id) as responses,
       count(distinct iif(role = 'relied_on', g.response_id, null)) as relied_on,
       count(distinct iif(role = 'ncnd', g.response_id, null)) as ncnd,
       count(distinct iif(role = 'alternative', g.response_id, null)) as alternative,
       count(distinct iif(provision <> modern, g.response_id, null)) as legacy,
       count(distinct iif(sections = 1, g.response_id, null)) as alone, published
from grounds g
join (select response_id, count(distinct act || section) as sections from grounds group by 1) s
  on s.response_id = g.response_id
join (select site, ifnull(substr(nullif(published, ''), 1, 4), 'unknown') as year, count(*) as published
      from responses group by 1, 2) p
  on p.site = g.site and p.year = g.year
group by g.site, g.year, act, section;

-- By limb, as cited: a response that cites 31(1)(a) and 31(1)(b) is in two rows.
create view limbs_by_year as
select site, year, act, section, provision, modern, class, role, count(*) as responses
from grounds
group by site, year, act, provision, role;

-- What has to stand apart from a table of sections. Columns overlap.
create view refusals_by_month as
select r.site, ifnull(substr(nullif(r.published, ''), 1, 7), 'unknown') as month, count(*) as published,
       ifnull(sum(part_ii), 0) as any_exemption, ifnull(sum(part_ii and only_ncnd), 0) as only_ncnd,
       ifnull(sum(section_23_or_24), 0) as section_23_or_24,
       ifnull(sum(section_21 and sections = 1), 0) as section_21_only,
       ifnull(sum(section_40 and sections = 1), 0) as section_40_only,
       ifnull(sum(section_12), 0) as section_12, ifnull(sum(section_14_1), 0) as section_14_1,
       ifnull(sum(section_14_2), 0) as section_14_2, ifnull(sum(eir), 0) as any_eir_exception,
       sum(decision = 'not_held') as not_held
from responses r
left join (
  select response_id, count(distinct act || section) as sections,
         max(class = 'Part II exemption') as part_ii, min(role = 'ncnd') as only_ncnd,
         max(act = 'FOIA2000' and section in ('23', '24') and role = 'alternative') as section_23_or_24,
         max(act = 'FOIA2000' and section = '21') as section_21,
         max(act = 'FOIA2000' and section = '40') as section_40,
         max(act = 'FOIA2000' and section = '12') as section_12,
         max(act = 'FOIA2000' and provision = '14(1)') as section_14_1,
         max(act = 'FOIA2000' and provision = '14(2)') as section_14_2,
         max(act = 'EIR2004') as eir
  from grounds group by response_id
) on response_id = r.id
group by r.site, 2;

create view refusals_by_year as
select site, iif(month = 'unknown', month, substr(month, 1, 4)) as year, sum(published) as published,
       sum(any_exemption) as any_exemption, sum(only_ncnd) as only_ncnd,
       sum(section_23_or_24) as section_23_or_24, sum(section_21_only) as section_21_only,
       sum(section_40_only) as section_40_only, sum(section_12) as section_12,
       sum(section_14_1) as section_14_1, sum(section_14_2) as section_14_2,
       sum(any_eir_exception) as any_eir_exception, sum(not_held) as not_held
from refusals_by_month
group by site, year;

-- Sections that the same response uses. Each pair stands once, the lower number first.
create view sections_together as
select a.site, a.section, b.section as other_section, count(distinct a.response_id) as responses
from grounds a
join grounds b on b.response_id = a.response_id
 and (cast(a.section as integer), a.section) < (cast(b.section as integer), b.section)
where a.act = 'FOIA2000' and b.act = 'FOIA2000'
group by a.site, a.section, b.section;

-- What was never published: estimates from the numbers of references, explained in docs/method.md. Each table keeps
-- what the view of its name with "anew" says, so that nobody waits for it.
create table gap_numbers (
  site text not null,
  series text not null,
  number integer not null,
  restarts integer not null,
  year text not null,
  month text not null,
  span real not null,
  primary key (site, series, number)
) without rowid;

create table gap_sequence (
  site text not null,
  series text not null,
  numbers integer not null,
  rank_correlation real not null,
  in_sequence integer not null,
  primary key (site, series)
) without rowid;

create table gaps (
  step text not null,           -- year, of the reference; month, of publication
  site text not null,
  series text not null,
  period text not null,
  published integer not null,   -- numbers, each once
  lowest integer not null,
  highest integer not null,
  issued_low integer,
  issued real,
  issued_high integer,
  share_low real,
  share real,
  share_high real,
  primary key (step, site, series, period)
) without rowid;

create table gap_overlap (
  site text not null,
  one text not null,
  other text not null,
  held_by_one integer not null,
  held_by_other integer not null,
  shared integer not null,
  seen integer not null,
  estimate real,
  estimate_low real,
  estimate_high real,
  primary key (site, one, other)
) without rowid;

-- One number of a series, where it was first published. span is how many numbers it stands for: from halfway
-- to the one before it to halfway to the one after it; whole steps at the ends, where only one side is known.
create view gap_numbers_anew as
select site, series, number, restarts, year, month,
       (case when before is null and after is null then 1.0
             when before is null then iif(restarts, number + (after - number) / 2.0 - 0.5, after - number)
             when after is null then number - before
             else (after - before) / 2.0 end) as span
from (select *, lag(number) over numbers as before, lead(number) over numbers as after
      from (select site, series, restarts, year, number, min(month) as month
            from reference_numbers group by site, series, number)
      window numbers as (partition by site, series order by number));

-- Whether the numbers of a series run with the months of publication: Spearman's rank correlation, with the
-- mean rank for those that are equal. From 10 numbers and 0.8 on the series counts as one that runs in sequence.
create view gap_sequence_anew as
select site, series, numbers, rank_correlation, numbers >= 10 and rank_correlation >= 0.8 as in_sequence
from (select site, series, count(*) as numbers,
             1 - 6 * sum((of_number - of_month) * (of_number - of_month)) / (1.0 * count(*) * (count(*) * count(*) - 1))
               as rank_correlation
      from (select site, series,
                   rank() over (partition by site, series order by number) as of_number,
                   rank() over (partition by site, series order by month)
                     + (count(*) over (partition by site, series, month) - 1) / 2.0 as of_month
            from gap_numbers where month <> '')
      group by site, series having count(*) > 1);

-- Published numbers by the year in the reference and by the month of publication. before and after are the
-- highest number of all periods before and the lowest of all after.
create view gap_periods as
select *, max(highest) over (sorted rows between unbounded preceding and 1 preceding) as before,
       min(lowest) over (sorted rows between 1 following and unbounded following) as after
from (select 'year' as step, site, series, restarts, year as period, count(*) as published,
             min(number) as lowest, max(number) as highest, sum(span) as span
      from gap_numbers where year <> '' group by site, series, year
      union all
      select 'month', site, series, restarts, month, count(*), min(number), max(number), sum(span)
      from gap_numbers where month <> '' group by site, series, month)
window sorted as (partition by step, site, series order by period);

-- How many numbers were given out in a period, at least and at most, if periods overlap no further than the
-- published numbers show. At most is null where no number of a period before or after is known.
create view gap_bounds as
select step, site, series, period, published, lowest, highest, span,
       max(published, min(highest, ifnull(after - 1, highest)) - max(first, ifnull(before + 1, first)) + 1)
         as issued_low,
       iif(after is null or (before is null and not restarts), null,
           max(highest, after - 1) - min(first, ifnull(before + 1, first)) + 1) as issued_high
from (select *, iif(restarts and before is null, 1, lowest) as first from gap_periods);

-- The share of the numbers given out that was ever published: an estimate and its bounds, between 0 and 1. Null
-- where the series does not run in sequence, and share_low where there is no bound.
create view gaps_anew as
select b.step, b.site, b.series, b.period, b.published, b.lowest, b.highest,
       iif(in_sequence, issued_low, null) as issued_low,
       iif(in_sequence, max(issued_low, min(span, ifnull(issued_high, span))), null) as issued,
       iif(in_sequence, issued_high, null) as issued_high,
       iif(in_sequence, 1.0 * published / issued_high, null) as share_low,
       iif(in_sequence, 1.0 * published / max(issued_low, min(span, ifnull(issued_high, span))), null) as share,
       iif(in_sequence, 1.0 * published / issued_low, null) as share_high
from gap_bounds b left join gap_sequence s on s.site = b.site and s.series = b.series;

-- How many responses two sources have between them, and, by Chapman's formula, how many there would be if each
-- source had found them by chance and apart from the other. Null where they share fewer than 10.
create view gap_overlap_anew as
select site, one, other, held_by_one, held_by_other, shared, seen,
       iif(shared >= 10, estimate, null) as estimate,
       iif(shared >= 10, max(seen, estimate - 1.96 * sqrt(variance)), null) as estimate_low,
       iif(shared >= 10, estimate + 1.96 * sqrt(variance), null) as estimate_high
from (select *, held_by_one + held_by_other - shared as seen,
             (held_by_one + 1.0) * (held_by_other + 1) / (shared + 1) - 1 as estimate,
             (held_by_one + 1.0) * (held_by_other + 1) * (held_by_one - shared) * (held_by_other - shared)
               / ((shared + 1.0) * (shared + 1) * (shared + 2)) as variance
      from (select a.site, a.source as one, b.source as other,
                   (select count(*) from response_sources where site = a.site and source = a.source) as held_by_one,
                   (select count(*) from response_sources where site = b.site and source = b.source) as held_by_other,
                   count(*) as shared
            from response_sources a join response_sources b on b.response_id = a.response_id and b.source > a.source
            group by a.site, a.source, b.source));
