#include "adapters/sqlite/sqlite_settings_store.hpp"

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

Result<std::optional<SettingsDocument>> newest(Connection& connection, std::int64_t tenant,
                                               std::string_view name) {
  KHOJ_ASSIGN(auto row, connection.prepare("SELECT version, created_ms, body FROM settings_documents "
                                           "WHERE tenant = ?1 AND name = ?2 ORDER BY version DESC LIMIT 1"));
  KHOJ_ASSIGN(const bool found, row.bind(tenant).bind(name).step());
  if (!found) return std::nullopt;
  return SettingsDocument{static_cast<std::uint64_t>(row.integer(0)), row.integer(1),
                          std::string(row.text(2))};
}

Result<SettingsDocument> add_version(Connection& connection, const Tenant& tenant, const std::string& name,
                                     const std::string& body) {
  KHOJ_ASSIGN(const auto row, find_or_add_tenant(connection, tenant));
  KHOJ_ASSIGN(const auto before, newest(connection, row.tenant, name));
  const SettingsDocument document{before ? before->version + 1 : 1, base::now_ms(), body};
  KHOJ_ASSIGN(auto insert,
              connection.prepare("INSERT INTO settings_documents (tenant, name, version, created_ms, "
                                 "body) VALUES (?1, ?2, ?3, ?4, ?5)"));
  insert.bind(row.tenant).bind(name).bind(static_cast<std::int64_t>(document.version));
  KHOJ_TRY(insert.bind(document.created_ms).bind(body).run());
  return document;
}

}  // namespace

Task<Result<SettingsDocument>> SqliteSettingsStore::get(Tenant tenant, std::string name) {
  auto work = [tenant, name](Connection& connection) -> Result<std::optional<SettingsDocument>> {
    KHOJ_ASSIGN(const auto row, find_tenant(connection, tenant));
    if (!row) return std::nullopt;
    return newest(connection, row->tenant, name);
  };
  KHOJ_CO_ASSIGN(auto document, co_await database_->read(std::move(work)));
  if (!document) co_return base::fail(ErrorCode::not_found, "there is no settings document '{}'", name);
  co_return std::move(*document);
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
