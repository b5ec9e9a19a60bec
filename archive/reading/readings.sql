-- What was read, kept on disk from reading to writing so that memory does not grow with the archive.
-- Lives as long as one build. A page is all captures with one page key.

create table texts (sha256 text primary key, text text not null);

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
  rows text not null            -- archive.rows.PageRows as JSON
);
create index pages_reference on pages(reference_key, first_seen, key);

-- Former addresses: where the newest answer leads to another page of the log.
create table moves (key text primary key, url text not null, target text not null) without rowid;

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

-- Headings of the pages shown that no rule knows, and on how many pages each stands.
create table headings (heading text primary key, pages integer not null) without rowid;

-- Addresses of pages that gave no text: asked for in vain, or only named by a listing so far.
create table textless (
  key text primary key,
  published text not null,
  asked integer not null
) without rowid;

-- Files that pages and listings link to.
create table links (key text primary key, url text not null) without rowid;

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
  capture integer               -- id of the capture that is shown
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
  first_seen text not null,
  seen_at text not null,
  primary key (key, first_seen, seen_at)
) without rowid;

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

-- Which sources have each page.
create table sources (key text not null, source text not null, primary key (key, source)) without rowid;
