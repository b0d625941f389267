// Accounts and what proves who is asking.
#include "store/accounts.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kAccountColumns = R"sql(
  SELECT a.id, a.org_id, a.login, a.display_name, a.password_hash, a.roles, a.regions, a.disabled,
         a.created_by, a.created_at, a.row_version, o.tenant_id, COALESCE(o.parent_id, 0), COALESCE(o.keeper_id, 0), o.region_code,
         (SELECT COUNT(*) FROM authenticator AS x WHERE x.account_id = a.id AND x.confirmed_at IS NOT NULL)
    FROM account AS a
    JOIN organisation AS o ON o.id = a.org_id
)sql";

Account ReadAccount(Query& row) {
  Account account;
  account.id = row.TakeInt();
  account.org = row.TakeInt();
  account.login = row.TakeText();
  account.display_name = row.TakeText();
  account.password_hash = row.TakeText();
  for (const std::string& name : row.TakeTexts()) {
    if (const std::optional<Role> role = ParseRole(name)) account.roles.insert(*role);
  }
  account.regions = row.TakeTexts();
  account.disabled = row.TakeInt() != 0;
  account.created_by = row.TakeInt();
  account.created_at = row.TakeSeconds();
  account.row_version = row.TakeInt();
  account.tenant = row.TakeInt();
  account.parent = row.TakeInt();
  account.kept = row.TakeInt() != 0;
  account.org_region = row.TakeText();
  account.authenticator = row.TakeInt() != 0;
  return account;
}

void FillRights(CaseDb& db, Account& account) {
  Query rows(db, "SELECT right_id FROM account_right WHERE account_id = :id ORDER BY right_id");
  rows.Int(":id", account.id);
  while (rows.Next()) account.rights.push_back(rows.TakeInt());
}

Result<std::optional<Account>> FindOne(CaseDb& db, Query& row) {
  if (!row.Next()) return std::optional<Account>();
  Account account = ReadAccount(row);
  FillRights(db, account);
  return std::optional<Account>(std::move(account));
}

std::string RolesJson(const std::set<Role>& roles) {
  std::vector<std::string> names;
  for (const Role role : roles) names.emplace_back(ToString(role));
  return TextsJson(names);
}

void WriteRights(CaseDb& db, const Account& account) {
  Query(db, "DELETE FROM account_right WHERE account_id = :id").Int(":id", account.id).Run();
  for (const Id right : account.rights) {
    Query(db, "INSERT INTO account_right (account_id, right_id) VALUES (:id, :right) ON CONFLICT DO NOTHING")
        .Int(":id", account.id).Int(":right", right).Run();
  }
}

constexpr const char* kOrganisationColumns =
    "SELECT id, name, kind, region_code, COALESCE(parent_id, 0), tenant_id, COALESCE(keeper_id, 0), disabled, created_by, created_at, row_version"
    "  FROM organisation";

// What an administrator of :home keeps: that organisation, what is below it, and what those keep.
constexpr const char* kKept =
    "WITH RECURSIVE kept (id) AS (SELECT o.id FROM organisation AS o WHERE o.id = :home UNION"
    " SELECT o.id FROM organisation AS o JOIN kept AS k ON o.parent_id = k.id OR o.keeper_id = k.id) ";

Organisation ReadOrganisation(Query& row) {
  Organisation organisation;
  organisation.id = row.TakeInt();
  organisation.name = row.TakeText();
  organisation.kind = row.TakeText();
  organisation.region_code = row.TakeText();
  organisation.parent = row.TakeInt();
  organisation.tenant = row.TakeInt();
  organisation.keeper = row.TakeInt();
  organisation.disabled = row.TakeInt() != 0;
  organisation.created_by = row.TakeInt();
  organisation.created_at = row.TakeSeconds();
  organisation.row_version = row.TakeInt();
  return organisation;
}

constexpr const char* kLiveSession =
    " JOIN session AS s ON s.account_id = a.id"
    " WHERE s.sha256 = :sha AND s.idle_until > :now AND s.expires_at > :now AND a.disabled = 0 AND o.disabled = 0";

}  // namespace

Result<Organisation> AddOrganisation(Transaction& tx, const Organisation& organisation) try {
  CaseDb& db = tx.db();
  Organisation added = organisation;
  added.id = db.NewId();
  added.created_at = FromUnixSeconds(ToUnixSeconds(db.Now()));
  added.row_version = 1;
  added.tenant = added.id;
  if (added.parent != 0) {
    Result<std::optional<Organisation>> above = FindOrganisation(db, added.parent);
    if (!above) return Fail(above);
    if (!*above) return Fail(ErrorCode::kNotFound, "no organisation " + IdToString(added.parent));
    added.tenant = (*above)->tenant;
  }
  Query(db, R"sql(
    INSERT INTO organisation (id, name, kind, region_code, parent_id, tenant_id, keeper_id, created_by, created_at)
    VALUES (:id, :name, :kind, :region, :parent, :tenant, :keeper, :by, :at)
  )sql")
      .IdOrNull(":parent", added.parent).Int(":tenant", added.tenant).IdOrNull(":keeper", added.keeper).Int(":id", added.id).Text(":name", added.name).Text(":kind", added.kind).Text(":region", added.region_code)
      .Int(":by", added.created_by).Int(":at", ToUnixSeconds(added.created_at)).Run();
  return added;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add the organisation"));
}

Result<std::optional<Organisation>> FindOrganisation(CaseDb& db, Id id) try {
  Query row(db, std::string(kOrganisationColumns) + " WHERE id = :id");
  row.Int(":id", id);
  if (!row.Next()) return std::optional<Organisation>();
  return std::optional<Organisation>(ReadOrganisation(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the organisation"));
}

Result<std::vector<Organisation>> ListOrganisations(CaseDb& db) try {
  Query rows(db, std::string(kOrganisationColumns) + " ORDER BY id");
  std::vector<Organisation> organisations;
  while (rows.Next()) organisations.push_back(ReadOrganisation(rows));
  return organisations;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list organisations"));
}

Result<Organisation> UpdateOrganisation(Transaction& tx, const Organisation& organisation) try {
  const int changed = Query(tx.db(), R"sql(
    UPDATE organisation SET name = :name, disabled = :disabled, row_version = row_version + 1 WHERE id = :id AND row_version = :version
  )sql")
      .Text(":name", organisation.name).Int(":disabled", organisation.disabled ? 1 : 0).Int(":id", organisation.id)
      .Int(":version", organisation.row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the organisation was changed meanwhile: read it again");
  Organisation updated = organisation;
  ++updated.row_version;
  return updated;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the organisation"));
}

Result<Page<Organisation>> ListKeptOrganisations(CaseDb& db, Id home, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const int limit = ClampLimit(page.limit);
  Query rows(db, std::string(kKept) + kOrganisationColumns + " WHERE id > :after AND id IN (SELECT k.id FROM kept AS k) ORDER BY id LIMIT :limit");
  rows.Int(":home", home).Int(":after", *after).Int(":limit", limit + 1);
  std::vector<Organisation> organisations;
  while (rows.Next()) organisations.push_back(ReadOrganisation(rows));
  return MakePage(std::move(organisations), limit, [](const Organisation& one) { return IdToString(one.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list organisations"));
}

Result<bool> KeepsOrganisation(CaseDb& db, Id home, Id id) try {
  Query row(db, std::string(kKept) + "SELECT COUNT(*) FROM kept AS k WHERE k.id = :id");
  row.Int(":home", home).Int(":id", id);
  row.Next();
  return row.TakeInt() > 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the organisation"));
}

Result<std::vector<Organisation>> ListBureausOf(CaseDb& db, Id tenant) try {
  Query rows(db, std::string(kOrganisationColumns) + " WHERE tenant_id = :tenant AND kind = 'bureau' ORDER BY id");
  rows.Int(":tenant", tenant);
  std::vector<Organisation> organisations;
  while (rows.Next()) organisations.push_back(ReadOrganisation(rows));
  return organisations;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list bureaus"));
}

Result<Account> AddAccount(Transaction& tx, const Account& account) try {
  CaseDb& db = tx.db();
  Account added = account;
  added.id = db.NewId();
  added.created_at = FromUnixSeconds(ToUnixSeconds(db.Now()));
  added.row_version = 1;
  const int inserted = Query(db, R"sql(
    INSERT INTO account (id, org_id, login, display_name, password_hash, roles, regions, disabled, created_by, created_at)
    VALUES (:id, :org, :login, :name, :password, :roles, :regions, :disabled, :by, :at)
    ON CONFLICT (login) DO NOTHING
  )sql")
      .Int(":id", added.id).Int(":org", added.org).Text(":login", added.login).Text(":name", added.display_name)
      .Text(":password", added.password_hash).Text(":roles", RolesJson(added.roles))
      .Text(":regions", TextsJson(added.regions)).Int(":disabled", added.disabled ? 1 : 0)
      .Int(":by", added.created_by).Int(":at", ToUnixSeconds(added.created_at)).Run();
  if (inserted == 0) return Fail(ErrorCode::kConflict, "the login `" + added.login + "` is taken: choose another");
  WriteRights(db, added);
  Result<std::optional<Account>> read = FindAccount(db, added.id);
  if (!read) return Fail(read);
  return std::move(**read);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add the account"));
}

Result<Account> UpdateAccount(Transaction& tx, const Account& account) try {
  CaseDb& db = tx.db();
  const int changed = Query(db, R"sql(
    UPDATE account SET display_name = :name, password_hash = :password, roles = :roles, regions = :regions,
                       disabled = :disabled, row_version = row_version + 1
     WHERE id = :id AND row_version = :version
  )sql")
      .Text(":name", account.display_name).Text(":password", account.password_hash)
      .Text(":roles", RolesJson(account.roles)).Text(":regions", TextsJson(account.regions))
      .Int(":disabled", account.disabled ? 1 : 0).Int(":id", account.id).Int(":version", account.row_version).Run();
  if (changed == 0) {
    Result<std::optional<Account>> there = FindAccount(db, account.id);
    if (!there) return Fail(std::move(there.error()));
    if (!*there) return Fail(ErrorCode::kNotFound, "no account " + IdToString(account.id));
    return Fail(ErrorCode::kConflict, "the account was changed meanwhile: read it again");
  }
  WriteRights(db, account);
  if (account.disabled) {
    if (Status ended = EndSessionsOf(tx, account.id); !ended) return Fail(std::move(ended.error()));
  }
  Account updated = account;
  ++updated.row_version;
  return updated;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the account"));
}

Result<std::optional<Account>> FindAccount(CaseDb& db, Id id) try {
  Query row(db, std::string(kAccountColumns) + " WHERE a.id = :id");
  row.Int(":id", id);
  return FindOne(db, row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the account"));
}

Result<std::optional<Account>> FindAccountByLogin(CaseDb& db, const std::string& login) try {
  Query row(db, std::string(kAccountColumns) + " WHERE a.login = :login");
  row.Text(":login", login);
  return FindOne(db, row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the account"));
}

Result<Page<Account>> ListAccounts(CaseDb& db, const Scope& scope, const PageRequest& page) try {
  const int limit = ClampLimit(page.limit);
  std::vector<Account> accounts;
  {
    Query rows(db, std::string(kKept) + kAccountColumns +
                       " WHERE a.login > :after AND a.is_system = 0 AND a.org_id IN (SELECT k.id FROM kept AS k) ORDER BY a.login LIMIT :limit");
    rows.Int(":home", scope.home()).Text(":after", page.after).Int(":limit", limit + 1);
    while (rows.Next()) accounts.push_back(ReadAccount(rows));
  }
  for (Account& account : accounts) FillRights(db, account);
  return MakePage(std::move(accounts), limit, [](const Account& one) { return one.login; });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list accounts"));
}

Result<int64_t> CountPeople(CaseDb& db) try {
  Query row(db, "SELECT COUNT(*) FROM account WHERE is_system = 0");
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count accounts"));
}

Result<ApiToken> AddToken(Transaction& tx, Id account, const std::string& name, const std::string& secret, Time expires_at,
                          const std::vector<std::string>& scopes) try {
  CaseDb& db = tx.db();
  const ApiToken token{db.NewId(), account, name, FromUnixSeconds(ToUnixSeconds(db.Now())), expires_at, scopes};
  Query(db, R"sql(
    INSERT INTO api_token (id, account_id, sha256, name, created_at, expires_at, scopes)
    VALUES (:id, :account, :sha, :name, :at, :expires, :scopes)
  )sql")
      .Text(":scopes", TextsJson(scopes)).Int(":id", token.id).Int(":account", account).Blob(":sha", Sha256(secret)).Text(":name", name)
      .Int(":at", ToUnixSeconds(token.created_at)).Int(":expires", ToUnixSeconds(expires_at)).Run();
  return token;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add a token"));
}

Result<std::optional<TokenBearer>> AccountByToken(CaseDb& db, const std::string& secret) try {
  std::optional<TokenBearer> bearer;
  {
    Query row(db, "SELECT account_id, scopes FROM api_token WHERE sha256 = :sha AND revoked_at IS NULL AND expires_at > :now");
    row.Blob(":sha", Sha256(secret)).Int(":now", ToUnixSeconds(db.Now()));
    if (!row.Next()) return bearer;
    bearer.emplace();
    bearer->account.id = row.TakeInt();
    bearer->scopes = row.TakeTexts();
  }
  Query row(db, std::string(kAccountColumns) + " WHERE a.id = :id AND a.disabled = 0 AND o.disabled = 0");
  row.Int(":id", bearer->account.id);
  Result<std::optional<Account>> account = FindOne(db, row);
  if (!account) return Fail(account);
  if (!*account) return std::optional<TokenBearer>();
  bearer->account = std::move(**account);
  return bearer;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "check the token"));
}

Result<std::vector<ApiToken>> ListTokens(CaseDb& db, Id account) try {
  Query rows(db, "SELECT id, account_id, name, created_at, expires_at, scopes FROM api_token"
                 " WHERE account_id = :account AND revoked_at IS NULL AND expires_at > :now ORDER BY id DESC LIMIT 500");
  rows.Int(":account", account).Int(":now", ToUnixSeconds(db.Now()));
  std::vector<ApiToken> tokens;
  while (rows.Next()) {
    ApiToken token;
    token.id = rows.TakeInt();
    token.account = rows.TakeInt();
    token.name = rows.TakeText();
    token.created_at = rows.TakeSeconds();
    token.expires_at = rows.TakeSeconds();
    token.scopes = rows.TakeTexts();
    tokens.push_back(std::move(token));
  }
  return tokens;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list tokens"));
}

Status RevokeToken(Transaction& tx, Id account, Id token) try {
  const int changed = Query(tx.db(), "UPDATE api_token SET revoked_at = :now WHERE id = :id AND account_id = :account AND revoked_at IS NULL")
                          .Int(":now", ToUnixSeconds(tx.db().Now())).Int(":id", token).Int(":account", account).Run();
  if (changed == 0) return Fail(ErrorCode::kNotFound, "no such token in force");
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "revoke the token"));
}

Status AddSession(Transaction& tx, const std::string& secret, const Session& session) try {
  CaseDb& db = tx.db();
  // Dead sessions go when new ones come: the table stays small.
  Query(db, "DELETE FROM session WHERE expires_at <= :now OR idle_until <= :now").Int(":now", ToUnixSeconds(db.Now())).Run();
  Query(db, R"sql(
    INSERT INTO session (sha256, id, account_id, created_at, used_at, idle_until, expires_at, address, agent)
    VALUES (:sha, :id, :account, :at, :at, :idle, :expires, :address, :agent)
  )sql")
      .Int(":id", db.NewId()).Text(":address", session.address).Text(":agent", session.agent)
      .Blob(":sha", Sha256(secret)).Int(":account", session.account).Int(":at", ToUnixSeconds(db.Now()))
      .Int(":idle", ToUnixSeconds(std::min(session.idle_until, session.expires_at)))
      .Int(":expires", ToUnixSeconds(session.expires_at)).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "begin a session"));
}

Result<std::optional<Account>> AccountBySession(CaseDb& db, const std::string& secret) try {
  Query row(db, std::string(kAccountColumns) + kLiveSession);
  row.Blob(":sha", Sha256(secret)).Int(":now", ToUnixSeconds(db.Now()));
  return FindOne(db, row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "check the session"));
}

Result<std::optional<Account>> UseSession(Transaction& tx, const std::string& secret, Seconds idle) try {
  CaseDb& db = tx.db();
  Result<std::optional<Account>> account = AccountBySession(db, secret);
  if (!account || !*account) return account;
  Query(db, "UPDATE session SET used_at = :now, idle_until = MIN(:until, expires_at) WHERE sha256 = :sha")
      .Int(":now", ToUnixSeconds(db.Now())).Int(":until", ToUnixSeconds(db.Now() + idle)).Blob(":sha", Sha256(secret)).Run();
  return account;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "use the session"));
}

Result<bool> SessionIsDue(CaseDb& db, const std::string& secret, Seconds left) try {
  Query row(db, "SELECT idle_until FROM session WHERE sha256 = :sha AND idle_until < :then AND idle_until < expires_at");
  row.Blob(":sha", Sha256(secret)).Int(":then", ToUnixSeconds(db.Now() + left));
  return row.Next();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "check the session"));
}

Status EndSession(Transaction& tx, const std::string& secret) try {
  Query(tx.db(), "DELETE FROM session WHERE sha256 = :sha").Blob(":sha", Sha256(secret)).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "end the session"));
}

Status EndSessionsOf(Transaction& tx, Id account, const std::string& but) try {
  Query(tx.db(), "DELETE FROM session WHERE account_id = :account AND sha256 <> :but").Int(":account", account).Blob(":but", Sha256(but)).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "end the sessions"));
}

Result<std::vector<Session>> ListSessions(CaseDb& db, Id account) try {
  Query rows(db, "SELECT id, account_id, created_at, used_at, idle_until, expires_at, address, agent FROM session"
                 " WHERE account_id = :account AND idle_until > :now AND expires_at > :now ORDER BY id DESC LIMIT 500");
  rows.Int(":account", account).Int(":now", ToUnixSeconds(db.Now()));
  std::vector<Session> sessions;
  while (rows.Next()) {
    Session session;
    session.id = rows.TakeInt();
    session.account = rows.TakeInt();
    session.created_at = rows.TakeSeconds();
    session.used_at = rows.TakeSeconds();
    session.idle_until = rows.TakeSeconds();
    session.expires_at = rows.TakeSeconds();
    session.address = rows.TakeText();
    session.agent = rows.TakeText();
    sessions.push_back(std::move(session));
  }
  return sessions;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list sessions"));
}

Result<Id> SessionId(CaseDb& db, const std::string& secret) try {
  Query row(db, "SELECT id FROM session WHERE sha256 = :sha");
  row.Blob(":sha", Sha256(secret));
  return row.Next() ? row.TakeInt() : 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the session"));
}

Status EndSessionById(Transaction& tx, Id account, Id session) try {
  const int ended = Query(tx.db(), "DELETE FROM session WHERE id = :id AND account_id = :account").Int(":id", session).Int(":account", account).Run();
  if (ended == 0) return Fail(ErrorCode::kNotFound, "no such session");
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "end the session"));
}

Status AddSignInCode(Transaction& tx, Id account, const std::string& secret, Time expires_at) try {
  Query(tx.db(), "INSERT INTO sign_in_code (sha256, account_id, expires_at) VALUES (:sha, :account, :expires)")
      .Blob(":sha", Sha256(secret)).Int(":account", account).Int(":expires", ToUnixSeconds(expires_at)).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add a sign-in code"));
}

Result<std::optional<Account>> UseSignInCode(Transaction& tx, const std::string& secret) try {
  CaseDb& db = tx.db();
  Id id = 0;
  {
    Query row(db, R"sql(
      UPDATE sign_in_code SET used_at = :now
       WHERE sha256 = :sha AND used_at IS NULL AND expires_at > :now
      RETURNING account_id
    )sql");
    row.Int(":now", ToUnixSeconds(db.Now())).Blob(":sha", Sha256(secret));
    if (!row.Next()) return std::optional<Account>();
    id = row.TakeInt();
    while (row.Next()) {
    }
  }
  Result<std::optional<Account>> account = FindAccount(db, id);
  if (account && *account && (*account)->disabled) return std::optional<Account>();
  return account;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "use the sign-in code"));
}

}  // namespace markwarden
