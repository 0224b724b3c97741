#include "adapters/sqlite/sqlite_settings_store.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "adapters/sqlite/tenant_row.hpp"
#include "base/clock.hpp"
#include "base/utf8.hpp"

namespace khoj::adapters::sqlite {
namespace {

using base::ErrorCode;
using base::Result;
using base::Task;
using domain::Tenant;
using store::SettingsDocument;
using store::SettingsVersion;

constexpr std::uint64_t kNewest = std::numeric_limits<std::int64_t>::max();

/// The newest version that is not above `limit`.
Result<std::optional<SettingsDocument>> newest(Connection& connection, std::int64_t tenant,
                                               std::string_view name, std::uint64_t limit = kNewest) {
  KHOJ_ASSIGN(auto row,
              connection.prepare("SELECT version, created_ms, body FROM settings_documents WHERE tenant = ?1 "
                                 "AND name = ?2 AND version <= ?3 ORDER BY version DESC LIMIT 1"));
  row.bind(tenant).bind(name).bind(static_cast<std::int64_t>(std::min(limit, kNewest)));
  KHOJ_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return SettingsDocument{static_cast<std::uint64_t>(row.integer(0)), row.integer(1),
                          std::string(row.text(2))};
}

Result<SettingsDocument> add_version(Connection& connection, const Tenant& tenant, const std::string& name,
                                     const std::string& body) {
  KHOJ_ASSIGN(const auto row, find_or_add_tenant(connection, tenant));
  KHOJ_ASSIGN(const auto before, newest(connection, row.tenant, name));
  SettingsDocument document{before ? before->version + 1 : 1, base::now_ms(), body};
  KHOJ_ASSIGN(auto insert,
              connection.prepare("INSERT INTO settings_documents (tenant, name, version, created_ms, "
                                 "body) VALUES (?1, ?2, ?3, ?4, ?5)"));
  insert.bind(row.tenant).bind(name).bind(static_cast<std::int64_t>(document.version));
  KHOJ_TRY(insert.bind(document.created_ms).bind(body).run());
  return document;
}

Result<std::vector<SettingsVersion>> versions_of(Connection& connection, std::int64_t tenant,
                                                 std::string_view name, std::uint32_t limit) {
  KHOJ_ASSIGN(auto rows,
              connection.prepare("SELECT version, created_ms FROM settings_documents WHERE tenant = ?1 "
                                 "AND name = ?2 ORDER BY version DESC LIMIT ?3"));
  rows.bind(tenant).bind(name).bind(limit);
  std::vector<SettingsVersion> versions;
  KHOJ_ASSIGN(bool more, rows.step());
  while (more) {
    versions.push_back({static_cast<std::uint64_t>(rows.integer(0)), rows.integer(1)});
    KHOJ_ASSIGN(more, rows.step());
  }
  return versions;
}

Result<std::vector<std::string>> names_with(Connection& connection, std::int64_t tenant,
                                            const std::string& prefix) {
  KHOJ_ASSIGN(auto rows, connection.prepare("SELECT DISTINCT name FROM settings_documents WHERE tenant = ?1 "
                                            "AND name >= ?2 ORDER BY name"));
  rows.bind(tenant).bind(prefix);
  std::vector<std::string> names;
  KHOJ_ASSIGN(bool more, rows.step());
  while (more && rows.text(0).starts_with(prefix)) {
    names.emplace_back(rows.text(0));
    KHOJ_ASSIGN(more, rows.step());
  }
  return names;
}

/// Runs `work(connection, tenant's number)`; for a tenant without any rows the answer is T{}.
template <typename T, typename Work>
auto for_tenant(Tenant tenant, Work work) {
  return [tenant = std::move(tenant), work = std::move(work)](Connection& connection) -> Result<T> {
    KHOJ_ASSIGN(const auto row, find_tenant(connection, tenant));
    if (!row) return T{};
    return work(connection, row->tenant);
  };
}

}  // namespace

Task<Result<SettingsDocument>> SqliteSettingsStore::get(Tenant tenant, std::string name) {
  auto work = for_tenant<std::optional<SettingsDocument>>(
      tenant,
      [name](Connection& connection, std::int64_t number) { return newest(connection, number, name); });
  KHOJ_CO_ASSIGN(auto document, co_await database_->read(std::move(work)));
  if (!document) co_return base::fail(ErrorCode::not_found, "there is no settings document '{}'", name);
  co_return std::move(*document);
}

Task<Result<SettingsDocument>> SqliteSettingsStore::get_version(Tenant tenant, std::string name,
                                                                std::uint64_t version) {
  auto work = for_tenant<std::optional<SettingsDocument>>(
      tenant, [name, version](Connection& connection, std::int64_t number) {
        return newest(connection, number, name, version);
      });
  KHOJ_CO_ASSIGN(auto document, co_await database_->read(std::move(work)));
  if (!document || document->version != version)
    co_return base::fail(ErrorCode::not_found, "there is no version {} of '{}'", version, name);
  co_return std::move(*document);
}

Task<Result<std::vector<SettingsVersion>>> SqliteSettingsStore::versions(Tenant tenant, std::string name,
                                                                         std::uint32_t limit) {
  auto work = for_tenant<std::vector<SettingsVersion>>(
      tenant, [name = std::move(name), limit](Connection& connection, std::int64_t number) {
        return versions_of(connection, number, name, limit);
      });
  co_return co_await database_->read(std::move(work));
}

Task<Result<std::vector<std::string>>> SqliteSettingsStore::names(Tenant tenant, std::string prefix) {
  auto work = for_tenant<std::vector<std::string>>(
      tenant, [prefix = std::move(prefix)](Connection& connection, std::int64_t number) {
        return names_with(connection, number, prefix);
      });
  co_return co_await database_->read(std::move(work));
}

Task<Result<SettingsDocument>> SqliteSettingsStore::put(Tenant tenant, std::string name, std::string body) {
  if (name.empty()) co_return base::fail(ErrorCode::invalid_argument, "a settings document needs a name");
  if (!base::is_valid_utf8(name) || !base::is_valid_utf8(body)) {
    co_return base::fail(ErrorCode::invalid_argument, "a settings document must be UTF-8");
  }
  const auto bytes = name.size() + body.size();
  auto work = [tenant, name = std::move(name), body = std::move(body)](Connection& connection) {
    return add_version(connection, tenant, name, body);
  };
  co_return co_await database_->write(bytes, std::move(work));
}

}  // namespace khoj::adapters::sqlite
