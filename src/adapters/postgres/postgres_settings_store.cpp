#include "adapters/postgres/postgres_settings_store.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "adapters/postgres/catalog_writes.hpp"
#include "adapters/postgres/text_rules.hpp"
#include "base/clock.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;
using base::Result;
using base::Task;
using domain::Tenant;
using store::SettingsDocument;
using store::SettingsVersion;

#define KHOJ_DOCUMENTS "FROM settings_documents WHERE tenant = (SELECT tenant FROM tenants WHERE name = $1) "

constexpr Statement kNewest{"SELECT version, created_ms, body " KHOJ_DOCUMENTS
                            "AND name = $2 AND version <= $3 ORDER BY version DESC LIMIT 1"};
constexpr Statement kVersions{"SELECT version, created_ms " KHOJ_DOCUMENTS
                              "AND name = $2 ORDER BY version DESC LIMIT $3"};
constexpr Statement kNames{"SELECT DISTINCT name " KHOJ_DOCUMENTS "AND starts_with(name, $2) ORDER BY name"};
/// Under the lock of the tenant's row, which the statement before it takes: no two get one number.
constexpr Statement kPut{
    "INSERT INTO settings_documents (tenant, name, version, created_ms, body) "
    "SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4 FROM settings_documents WHERE tenant = $1 AND name "
    "= $2 "
    "RETURNING version"};

#undef KHOJ_DOCUMENTS

constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();

Params of(const Tenant& tenant, std::string_view text) {
  return Params().add(std::string_view(tenant.id())).add(text);
}

Result<SettingsDocument> add_version(BlockingSession& session, const Tenant& tenant, const std::string& name,
                                     const std::string& body) {
  TenantNumbers tenants;
  KHOJ_ASSIGN(const auto number, tenants.find_or_add(session, tenant));
  SettingsDocument document{0, base::now_ms(), body};
  auto put = Params().add(number).add(std::string_view(name)).add(document.created_ms).add_bytes(body);
  KHOJ_ASSIGN(const auto rows,
              session.run({kBegin, {kLockTenant, Params().add(number)}, {kPut, std::move(put)}, kCommit}));
  document.version = static_cast<std::uint64_t>(rows[2].integer(0, 0));
  return document;
}

}  // namespace

Task<Result<std::optional<SettingsDocument>>> PostgresSettingsStore::newest(Tenant tenant, std::string name,
                                                                            std::uint64_t limit) {
  if (!can_be_stored(name)) co_return std::nullopt;
  auto params = of(tenant, name).add(static_cast<std::int64_t>(std::min(limit, kMost)));
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(Command(kNewest, std::move(params))));
  if (rows.empty()) co_return std::nullopt;
  co_return SettingsDocument{static_cast<std::uint64_t>(rows.integer(0, 0)), rows.integer(0, 1),
                             std::string(rows.text(0, 2))};
}

Task<Result<SettingsDocument>> PostgresSettingsStore::get(Tenant tenant, std::string name) {
  KHOJ_CO_ASSIGN(auto document, co_await newest(std::move(tenant), name, kMost));
  if (!document) co_return base::fail(ErrorCode::not_found, "there is no settings document '{}'", name);
  co_return std::move(*document);
}

Task<Result<SettingsDocument>> PostgresSettingsStore::get_version(Tenant tenant, std::string name,
                                                                  std::uint64_t version) {
  KHOJ_CO_ASSIGN(auto document, co_await newest(std::move(tenant), name, version));
  if (!document || document->version != version)
    co_return base::fail(ErrorCode::not_found, "there is no version {} of '{}'", version, name);
  co_return std::move(*document);
}

Task<Result<std::vector<SettingsVersion>>> PostgresSettingsStore::versions(Tenant tenant, std::string name,
                                                                           std::uint32_t limit) {
  std::vector<SettingsVersion> versions;
  if (!can_be_stored(name)) co_return versions;
  KHOJ_CO_ASSIGN(const auto rows,
                 co_await database_->read(Command(kVersions, of(tenant, name).add(std::int64_t(limit)))));
  for (int i = 0; i < rows.count(); ++i)
    versions.push_back({static_cast<std::uint64_t>(rows.integer(i, 0)), rows.integer(i, 1)});
  co_return versions;
}

Task<Result<std::vector<std::string>>> PostgresSettingsStore::names(Tenant tenant, std::string prefix) {
  std::vector<std::string> names;
  if (!can_be_stored(prefix)) co_return names;
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(Command(kNames, of(tenant, prefix))));
  for (int i = 0; i < rows.count(); ++i) names.emplace_back(rows.text(i, 0));
  co_return names;
}

Task<Result<SettingsDocument>> PostgresSettingsStore::put(Tenant tenant, std::string name, std::string body) {
  if (name.empty()) co_return base::fail(ErrorCode::invalid_argument, "a settings document needs a name");
  if (!can_be_stored(name) || !base::is_valid_utf8(body)) {
    co_return base::fail(ErrorCode::invalid_argument,
                         "a settings document must be UTF-8, its name without NUL");
  }
  const auto bytes = name.size() + body.size();
  auto work = [tenant, name = std::move(name), body = std::move(body)](BlockingSession& session) {
    return add_version(session, tenant, name, body);
  };
  std::unique_ptr<AnsweredWrite<SettingsDocument>> write =
      std::make_unique<LoneWrite<SettingsDocument>>(tenant, std::move(work));
  co_return co_await database_->write(Lane::catalog, bytes, std::move(write));
}

}  // namespace khoj::adapters::postgres
