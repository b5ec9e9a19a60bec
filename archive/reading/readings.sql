-- What was read of the pages of one site, but for texts and their rows, which archive.cache keeps. It stays from one
-- build to the next, which then reads again what changed. A page is all captures with one page key.

-- What it was read with, and which public file was made of it.
create table basis (name text primary key, value text not null) without rowid;

-- How the captures of each page stood when they were read: archive.store.page_standing.
create table standings (
  key text primary key,
  kind text not null,           -- item, listing, attachment, ...
  captures integer not null,
  newest integer not null,
  answers integer not null,
  seen integer not null
) without rowid;

create table pages (
  key text primary key,
  url text not null,            -- newest; '' where none is known
  slug text not null,
  reference text not null,      -- as written, or ''
  reference_key text not null,
  request text not null,        -- digest of the folded request, or ''
  published text not null,      -- yyyy-mm-dd, yyyy-mm or ''
  first_seen text not null,
  last_seen text not null,
  captured_at text,             -- of the capture that is shown; null for an entry that is only a file
  capture_sha256 text,
  source text not null,
  text_sha256 text,
  capture integer               -- id of the capture that is shown
);
create index pages_reference on pages(reference_key, first_seen, key);

-- Former addresses: where the newest answer leads to another page of the log.
create table moves (
  key text primary key,
  url text not null,
  first_target text not null,
  target text not null          -- the end of a chain of moves
) without rowid;
create index moves_target on moves(target);

create table addresses (key text not null, url text not null, primary key (key, url)) without rowid;

-- Stretches of time in which a page had one text.
create table stretches (key text not null, first_seen text not null, last_seen text not null, text_sha256 text not null);
create index stretches_key on stretches(key);

-- What was read in each text that a page had.
create table version_fields (
  key text not null,
  text_sha256 text not null,
  title text,
  decision text not null,
  grounds text not null,
  capture integer not null,     -- id of a capture that has the text
  primary key (key, text_sha256)
) without rowid;

-- When pages were not there: archive.records.Absence.
create table absences (
  key text not null,
  first_seen text not null,
  last_seen text not null,
  checks integer not null,
  missing_from text not null,
  back text
);
create index absences_key on absences(key);

-- Headings of the pages shown that no rule knows.
create table headings (key text not null, heading text not null, primary key (key, heading)) without rowid;

-- Addresses of pages that gave no text: asked for in vain, or only named by a listing so far.
create table textless (
  key text primary key,
  published text not null,
  asked integer not null,
  visited integer not null      -- 0: a listing alone names it
) without rowid;

-- Files that pages and listings link to.
create table links (
  page text not null,
  place integer not null,       -- 1, 2, ... on its page
  key text not null,
  url text not null,
  primary key (page, place)
) without rowid;
create index links_key on links(key);

-- Addresses of pages that gave a file instead.
create table file_givers (key text primary key) without rowid;

create table files (
  key text primary key,
  state text not null,          -- held, not_held, quarantined, too_large, unreadable
  sha256 text,
  bytes integer,
  media_type text,
  reason text,
  captured_at text,
  source text,
  capture integer,              -- id of the capture that is shown
  settled integer not null      -- 1: nothing but the captures of its own address decides
) without rowid;

create table file_versions (
  key text not null, first_seen text not null, last_seen text not null, sha256 text not null, source text not null
);
create index file_versions_key on file_versions(key);

-- What listings said, each once, with the newest listing that said it.
create table entries (
  key text not null,
  url text not null,
  title text not null,
  date text not null,
  type text not null,
  description text not null,
  first_seen text not null,
  seen_at text not null,
  source text not null,
  primary key (url, title, date, type, description)
) without rowid;
create index entries_key on entries(key, seen_at);

-- When a page of a listing named each page.
create table sightings (
  key text not null,
  capture integer not null,     -- id of that of the listing
  first_seen text not null,
  seen_at text not null,
  primary key (key, capture)
) without rowid;
create index sightings_capture on sightings(capture);

-- Published ids as captures.db keeps them, and those given in this build.
create table ids (id text primary key, key text not null, new integer not null) without rowid;
create index ids_key on ids(key);

-- What was taken down: digests of what it was known by, as archive.names makes them.
create table withdrawn (name text primary key, since text not null, reason text not null) without rowid;

create table responses (
  id text primary key,
  shown text not null,          -- key of the page whose text the row shows
  others text not null          -- JSON array: ids of other responses with the same reference
) without rowid;
create table members (key text primary key, response_id text not null) without rowid;
create index members_response on members(response_id);

-- Pages that corrections and suppressions changed in the last build.
create table adjusted (key text primary key) without rowid;

-- Which sources have each page.
create table sources (key text not null, source text not null, primary key (key, source)) without rowid;
