-- The private database: every response ever received, and what the crawl must remember. What was received only
-- grows, and cannot be recreated.

create table if not exists bodies (
  sha256 text primary key,      -- of the bytes before compression
  size integer not null,        -- bytes before compression
  encoding text not null,       -- 'zstd' or 'identity'
  data blob not null
);

-- The bodies that others are packed against, whose encoding then is 'zstd:' and the digest; see archive/store/bodies.py.
-- None of them goes while another needs it.
create table if not exists body_bases (
  sha256 text primary key references bodies(sha256)
);

create table if not exists captures (
  id integer primary key,
  site text not null,           -- name of the profile
  url text not null,            -- cleaned address; '' where a saved file does not say
  page_key text not null,       -- same page, same key: see parsers.identity.capture_key; 'ref:...' or 'sha256:...' without address
  captured_at text not null,    -- UTC, ISO 8601 with Z
  dated text not null,          -- 'stated' by the source, or 'file': the file's own time stands in
  status integer not null,
  content_type text not null,
  headers text not null,        -- JSON array of [name, value], only those that matter
  sha256 text not null references bodies(sha256),
  source text not null,         -- live, wayback, common-crawl, file
  origin text not null          -- an archive's address, or file name and record number
);
create unique index if not exists captures_once on captures(site, url, page_key, captured_at, status, sha256, source);
create index if not exists captures_page on captures(site, page_key, captured_at);

-- Ids once published: they never change and never pass to another page.
create table if not exists identities (
  response_id text primary key,
  site text not null,
  page_key text not null,
  unique (site, page_key)
);

create table if not exists runs (
  id integer primary key,
  started text not null,
  finished text,
  exit_code integer,
  sources text not null,        -- JSON array: each source, and what became of it
  seen integer not null default 0,
  new integer not null default 0,
  changed integer not null default 0,
  gone integer not null default 0,
  failed integer not null default 0,
  message text not null default ''
);

-- Which site a run was of; a run of an earlier version has no row.
create table if not exists run_sites (
  run_id integer primary key references runs(id),
  site text not null
);

-- The profile of each site as it was last used: a build reads every site that captures are held of.
create table if not exists sites (
  name text primary key,
  profile text not null         -- TOML
) without rowid;

-- What the builds of a site that were published read of its pages, so that a later one that reads them worse is
-- noticed, even where the public file was lost. A build that says the same as the one before adds no row.
create table if not exists builds (
  id integer primary key,
  site text not null,
  built_at text not null default (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  accepted integer not null,    -- 1: the operator took it as it is, and nothing older counts
  statistics text not null      -- archive.statistics.Statistics as JSON
);

-- The crawl's memory. It says what to ask for next and how long something stayed as a capture shows it; unlike
-- what was received, it is changed in place.

-- Until when an address gave again what a capture shows, so that an answer with nothing new needs no new row.
create table if not exists looks (
  capture_id integer primary key references captures(id),
  seen_at text not null,        -- of the newest answer that said the same; the capture's own time at first
  answers integer not null,     -- how many said so, the capture's own among them; each in another run
  etag text not null,           -- validators of the newest of them, '' where it had none
  last_modified text not null
);

-- Every page of the log that was ever named, and when the live site is to be asked for it.
create table if not exists queue (
  site text not null,
  page_key text not null,
  url text not null,            -- as last named
  kind text not null,           -- item, or file: what a page or a listing links to
  state text not null,          -- waiting, held, failed, gone, moved; see docs/crawling.md
  listed_as text not null,      -- digest of what the listing last said of it, '' where only a sitemap or page names it
  found_at text not null,
  looked_at text,               -- newest answer about the page
  due text,                     -- null: not asked for of its own
  failures integer not null,    -- in a row
  primary key (site, page_key)
) without rowid;

-- Hosts that turned us away or asked for a pause, and until when nothing is asked of them.
create table if not exists rests (
  host text primary key,
  since text not null,
  until text not null,
  wall integer not null,        -- 1: a challenge or refusal; 0: the host asked for a pause
  reason text not null
) without rowid;

-- Where each source stands: when it last did what it does from time to time, and where it goes on.
create table if not exists cursors (
  site text not null,
  source text not null,         -- live, wayback, common-crawl
  name text not null,
  value text not null,
  primary key (site, source, name)
) without rowid;

-- Each time the live listing was read from its first page to its end.
create table if not exists walks (
  id integer primary key,
  site text not null,
  started text not null,
  finished text not null,
  entries integer not null
);

-- What web archives say they hold of the log: one row for each capture in their indexes.
create table if not exists mementos (
  site text not null,
  source text not null,         -- wayback, common-crawl
  place text not null,          -- where in the archive it stands
  page_key text not null,
  url text not null,            -- as the archive has it
  kind text not null,           -- item, listing, attachment
  captured_at text not null,
  status integer,               -- null: the index does not say, as for a page that was as before
  media_type text not null,
  digest text not null,         -- of the bytes as the archive stored them; '' where it does not say
  state text not null,          -- known, held, refused; see docs/archives.md
  reason text not null,         -- why it was refused, '' where it was not
  primary key (site, source, place)
) without rowid;
create index if not exists mementos_page on mementos(site, source, page_key, captured_at);

-- Why a file that is linked to was not received, where no answer of the site tells: too large, closed by robots.txt.
create table if not exists file_troubles (
  site text not null,
  page_key text not null,
  state text not null,          -- not_held, too_large
  reason text not null,
  since text not null,          -- when it was first so
  primary key (site, page_key)
) without rowid;

-- Saved searches of which people are told (alerts.toml), and until when they were.
create table if not exists alerts (
  name text primary key,
  search text not null,         -- what it looks for; where that changes it begins anew
  told_at text not null         -- when something was last told, or when it began
) without rowid;

-- The responses that each of them has found, so that nobody is told of one twice.
create table if not exists alert_matches (
  alert text not null,
  response_id text not null,
  primary key (alert, response_id)
) without rowid;

-- Messages that no mail server or web address has taken yet. They hold no words of a response: those are read when
-- a message is sent, so that nothing goes out that was taken down meanwhile.
create table if not exists alert_messages (
  key text not null,            -- the same however often it is tried
  target text not null,         -- mailto:..., or webhook
  alert text not null,
  response_ids text not null,   -- JSON array; empty for a sign of life
  made_at text not null,
  tries integer not null default 0,
  due text not null,
  primary key (key, target)
) without rowid;

-- Digests of what was erased, by which it is known again from whatever source it comes.
create table if not exists tombstones (
  site text not null,
  entry text not null,          -- digest of the key in suppressions.toml that ordered it
  kind text not null,           -- page, body, response, name: archive.tombstones
  digest text not null,
  swept integer not null,       -- 1: the file was written anew since
  primary key (site, entry, kind, digest)
) without rowid;

-- The figures of exemptions as they were published: each row says what one was from that day on, until a later row
-- for it. No later build can tell them again.
create table if not exists figures (
  site text not null,
  what text not null,           -- published responses, any ground, any exemption, or a provision with its Act
  use text not null,            -- any, relied_on, ncnd, alternative
  month text not null,          -- of publication of the responses; 'unknown' where no date is known
  since text not null,          -- yyyy-mm-dd
  responses integer not null,
  primary key (site, what, use, month, since)
) without rowid;

-- Which captures were held when something was published, as a chain: each manifest has the digest of the one before
-- it and a digest of each capture that came since. An erased capture stays named by its digest.
create table if not exists manifests (
  number integer primary key,   -- from 1, without gaps
  sha256 text not null,         -- of the text
  text text not null            -- see archive.manifests
);
create table if not exists sealed (
  capture_id integer primary key references captures(id) on delete cascade,
  manifest integer not null references manifests(number)
);
create trigger if not exists manifests_never_change before update on manifests
begin select raise(abort, 'a manifest is never changed'); end;

create trigger if not exists manifests_stay before delete on manifests
begin select raise(abort, 'a manifest is never deleted'); end;

-- What was received stays as it was received, though a body may be packed in another way. The triggers have names
-- because one thing may set them aside:
-- an erasure ordered in suppressions.toml drops the two "stay" triggers and makes them again, in the one
-- transaction that deletes the rows.
drop trigger if exists bodies_never_change;
create trigger bodies_never_change before update on bodies
when new.sha256 <> old.sha256 or new.size <> old.size or new.encoding = old.encoding
begin select raise(abort, 'captures.db only grows: a body is never changed'); end;

create trigger if not exists bodies_stay before delete on bodies
begin select raise(abort, 'captures.db only grows: a body is never deleted'); end;

create trigger if not exists captures_never_change before update on captures
begin select raise(abort, 'captures.db only grows: a capture is never changed'); end;

create trigger if not exists captures_stay before delete on captures
begin select raise(abort, 'captures.db only grows: a capture is never deleted'); end;

create trigger if not exists identities_never_change before update on identities
begin select raise(abort, 'a published id never passes to another page'); end;

create trigger if not exists identities_stay before delete on identities
begin select raise(abort, 'a published id is never given up'); end;

-- A file of the first version holds answers of the live site that nothing has looked at since.
insert into looks (capture_id, seen_at, answers, etag, last_modified)
select id, captured_at, 1, '', '' from captures where source = 'live' on conflict do nothing;
