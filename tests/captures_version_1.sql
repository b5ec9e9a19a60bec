-- A captures.db of schema version 1 with all that one may hold, to see that such a file is taken over.

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

INSERT INTO "bodies" VALUES('948930fb2b863d1d2ea1c7966e51c96fb822be28e13aa476b2ed43773c89f8a7',348,'zstd',X'28B52FFD605C00FD0500320C251C70A775E6CC05A6579910682D3DC516838348A1A97C43E12696FE9717DBEA5166EAF6CB0134F09D1370F769877AE59D77A7C63875592A1660B14C975371391E6C219D616F6579718B13970086C1280869ACD2E441CAE2F7F64765E292FC90088F38486A67C41F4524499219E0D83F2A081C4E43C8BAA975FBE91628D5A9F309CD412EF5F10CB640BA2BB1D24D307EE8B67AA40110004C3BC4CF1A0A34B0CA0EC8806669207C18141A862161B6C05EAB1602424433DE4A5098C13403');
INSERT INTO "bodies" VALUES('41012d38d121ff053bf6be8a45ca9118e6a2359b37ce978dac4886eb38b4a04b',764,'zstd',X'28B52FFD60FC01B50D00961C5224304F9C0300C4474DB4A385E298B14E284951B46092A5DB2CCCD0F67F700DB7A0A1A002014A0046004400504C073A3B6928DB1F179A4835CB93A8E5510D740B524DA42545A29A46C36E340054A2CEDC4B08C3B5EE659471DFE00C6B5B190DD30AD724D1FCAD5BD5B475D53C681F3F8A2CCB06A002D0A96664CBED1B93E9FDF8491D810BF2940C0715D04DF95E3AFEB3CEB5EA195BB6F8D55246FC4DE84794A865591602C541C0381E0F0B8E45F141429FC1C73B8F5EBD7471B72B50F299DB74F05B2A398FF0B22EEB21F16A75CFBAC1E581F6FE3CEB26ABF3EA841DED87527DCDC7D435E7BABD39F6E6C86AB93E643DCC9328984E1DBB42C33C080CA3300ECD83F64992E490F769E2515270AC5D2DF2E3B2C647BF85E19A540F2D18D3314C5D8F780BA6C643B86101264029D0083AC6A58D0EE208850704962504585114C6CB121E060BBB84E35B292020424210953E94D2904319871982F1B4F8FD866A7C2588864D61463C9DC070E4B061C3165F20956F2B811DE87605E56107A84B454E40CC8961021BE10E2207DD765CE0282EE39281A9B50F42A7F26EF43F6FE8ADFD2E3B29131C4C3367E50F5D191B3E1E1F50B2BB04');
INSERT INTO "bodies" VALUES('fd675872f6f9da06c076862c5585b2e30b5d84ca961845014603a577140e524e',766,'zstd',X'28B52FFD60FE01B50D00B61C5223304F9C0300C4474DB4A385F11F99E508C2E88D3474F0B4316E69FB3FB8865BD05050814A0046004400504C073E3B6928DB1F179A48358B4BD4E25403DF825413694991A8A6D1B01B0D0095A8B3F72484E1DAF7649471DFE00C6B5B190DD30AD724D1FCD9B7AA69EBAA79A0757E1459960D4005F0A96664CBED1B93E9FDF8491D810BF2940C0715F04DF93CE9F86E9D6BD533B66CF1ABA58CF89BD08F2851CBB22C048A8380713C1E161C8BE283843E838F771EBD7AE9E26F5750F2D9DB74F0B354721EE1655DD643E2D5FADCBAC1E581F6DCB97D93F57975C28EF643A9BEE6C3F435E7BABD3DF6E6C86AB93E6439C6250AE6D3C7AED0300E816114C601CD03AD4B9204FE1B9F9B7894141C6B578BFCB8ACF1D16F61B826D5430BC6740C53D7239E0553E321DCB00013A01468041DE3D2C6077184C20302CB1202AC280AE365090F83855DC2F12D292020424210953E96D2904419A71902F294FBFD866A7C2588864D61463C9DC070E4B061C3165F20956F2B811DE87605E56107A84B454E40CC8961021BE10E2207DD765CE0282EE39281A9B50F42A7F26EF43F6FE8ADFD2E3B29131C4C3367E50F5D191B3E1E1F50B2BB04');
INSERT INTO "bodies" VALUES('8c9ba54138b6715d96cad975b8ae1f26badb15d40e99d9f56450390824075dce',736,'zstd',X'28B52FFD60E0019D0D00169C5124306F9B0300A6470B5B4DD667B06AB9A42FB8EC530B9D141AC356BDBDBDB3365DD2505081480047004500EABC66470D29FBA14213A9867916C53CAA792D21D554985216D53C1EF6E301A016F5D59C42F8E536A791C27D83331CD3B9430A2479A3323477DB56352CAF1A07EDE347955DCA00548FC16B66672F1F1F7EAABC843CE94201C56B933AA78EFFAC751DE3D74A57FCD19256FCD5E749B42809C3300211C8800432795080301117E8F3D73BBC73E88D972C0EFDB46D4230071302665DC2F0EC49FE6AAB0E761925E7114EC774FC057C746CCF9ABD7400737F9E6D9363F3C609430E69F4A3BA151BB36E5B67AE24D3F52FF2913C8B7ADA625B476824018D83F6599665FF9AC3A18400C94D66974F7D988EF0D15FE197538C87F24175FC34E623F61DFA4AF0940C7ED8910D07D3600462041DE3D2C276E10AC5018E5D070D472211897705292020424314943E78D2903519E71C8136A3F92223E5B81212CA63C50A951B84CD0C326E68E52FA25ADBFA6085BFDD4B5982010A55916A11735298C04EB863DA41AF0D7A85EA06521C0E2CA0ED2EF355E3C09AD12ADA317ABAE2A4FCC8A1653E77657CF8783AA0646E09');
INSERT INTO "bodies" VALUES('87fd298152777da4e57f1fec1dbbc5a067c88f2283a8389fc3ddcd5db064c871',494,'zstd',X'28B52FFD60EE00C5090046D63F22406FD30113235232BE6CB73542246DC33A530F60368E4032F0BBD8E6DE0CAFAC71013500340037006B5CAB5EA9F3E3574318F1179B1D8960591602252958248E8646B2286660F3557B9E797AF5D0C4D30DD9DE93C8346606FDE0FAB3110FAAAFE82865CBB85E5F4C7D39720BD7A7B8C68ED4902953574807EB9B0879FAF9C8FA650F47DA3D8E702131241A8BD07190F19B8E44582060150280154559781582C360517F707E35C8576C91C1CE29C4DCC1673DEB29F26A65CD7AB5B3C072DE34CB222BF32A8493F507897ED9C30961233D218594DCDEB2730DFD3C6B1EF23FDC2E52FD732D35649AC8B8A1DE1DD22A2678C0010BC0223114F2BCE2D026A3081400296B5256AC8785865A687EBBED8C1A5D049DD81DA0AC54C4040473336B021B845B621DF469878B1C679FE18681B333CB941E17A2');
INSERT INTO "captures" VALUES(1,'met','https://www.met.police.uk/foi-ai/af/accessing-information/published-items/','/foi-ai/af/accessing-information/published-items','2024-03-01T09:00:00Z','stated',200,'text/html; charset=utf-8','[]','948930fb2b863d1d2ea1c7966e51c96fb822be28e13aa476b2ed43773c89f8a7','live','https://www.met.police.uk/foi-ai/af/accessing-information/published-items/');
INSERT INTO "captures" VALUES(2,'met','https://www.met.police.uk/foi-ai/metropolitan-police/d/march-2024/swans-on-roads/','/foi-ai/metropolitan-police/d/march-2024/swans-on-roads','2024-03-01T09:00:00Z','stated',200,'text/html; charset=utf-8','[]','41012d38d121ff053bf6be8a45ca9118e6a2359b37ce978dac4886eb38b4a04b','live','https://www.met.police.uk/foi-ai/metropolitan-police/d/march-2024/swans-on-roads/');
INSERT INTO "captures" VALUES(3,'met','https://www.met.police.uk/foi-ai/metropolitan-police/d/march-2024/swans-on-roads/','/foi-ai/metropolitan-police/d/march-2024/swans-on-roads','2024-03-09T09:00:00Z','stated',200,'text/html; charset=utf-8','[]','fd675872f6f9da06c076862c5585b2e30b5d84ca961845014603a577140e524e','live','https://www.met.police.uk/foi-ai/metropolitan-police/d/march-2024/swans-on-roads/');
INSERT INTO "captures" VALUES(4,'met','https://www.met.police.uk/foi-ai/metropolitan-police/d/april-2024/lost-umbrellas/','/foi-ai/metropolitan-police/d/april-2024/lost-umbrellas','2023-12-24T10:00:00Z','stated',200,'text/html; charset=utf-8','[]','8c9ba54138b6715d96cad975b8ae1f26badb15d40e99d9f56450390824075dce','wayback','https://www.met.police.uk/foi-ai/metropolitan-police/d/april-2024/lost-umbrellas/');
INSERT INTO "captures" VALUES(5,'met','','ref:01.FOI.24.031113','2024-03-01T09:00:00Z','stated',200,'text/plain; charset=utf-8','[]','87fd298152777da4e57f1fec1dbbc5a067c88f2283a8389fc3ddcd5db064c871','file','saved.txt');
INSERT INTO "identities" VALUES('01.FOI.24.031112','met','/foi-ai/metropolitan-police/d/april-2024/lost-umbrellas');
INSERT INTO "identities" VALUES('01.FOI.23.031111','met','/foi-ai/metropolitan-police/d/march-2024/swans-on-roads');
INSERT INTO "identities" VALUES('01.FOI.24.031113','met','ref:01.FOI.24.031113');
INSERT INTO "runs" VALUES(1,'2024-03-01T09:00:00Z','2024-03-01T09:05:00Z',0,'["live: done"]',3,3,0,0,0,'3 seen, 3 new');

pragma user_version = 1;
