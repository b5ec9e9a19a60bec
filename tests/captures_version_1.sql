-- The schema of captures.db in its first version (user_version 1), to see that such a file is taken over.

create table if not exists bodies (
  sha256 text primary key,      -- of the bytes before compression
  size integer not null,        -- bytes before compression
  encoding text not null,       -- 'zstd' or 'identity'
  data blob not null
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

-- What was received stays as it was received. The triggers have names because one thing may set them aside:
-- an erasure ordered in suppressions.toml drops the two "stay" triggers and makes them again, in the one
-- transaction that deletes the rows.
create trigger if not exists bodies_never_change before update on bodies
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
