#include "adapters/postgres/target.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <libpq-fe.h>

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;

constexpr std::array<std::string_view, 3> kSchemes = {"postgresql://", "postgres://",
                                                      "postgresql+asyncpg://"};

struct Freed {
  void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

base::Status check_schema_name(std::string_view name) {
  const auto ok = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  const bool good = name.empty() || (name.size() <= 50 && std::all_of(name.begin(), name.end(), ok) &&
                                     !(name[0] >= '0' && name[0] <= '9'));
  if (good) return {};
  return base::fail(base::Error{
      ErrorCode::invalid_argument,
      fmt::format("'{}' is no name for a schema; expected a-z, 0-9 and '_', at most 50, no digit first",
                  name),
      "database.schema"});
}

/// One port, or one for each of several hosts.
bool are_ports(std::string_view text) {
  return text.size() <= 256 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == ','; });
}

/// The URL as libpq reads it. asyncpg's "ssl" says what libpq's "sslmode" says.
std::string as_libpq_url(std::string_view url) {
  const auto scheme = std::find_if(kSchemes.begin(), kSchemes.end(),
                                   [&](std::string_view known) { return url.starts_with(known); });
  std::string plain = "postgresql://" + std::string(url.substr(scheme->size()));
  const auto query = plain.find('?');
  for (auto at = query; at != std::string::npos; at = plain.find('&', at + 1)) {
    constexpr std::string_view kSsl = "ssl=";
    if (plain.compare(at + 1, kSsl.size(), kSsl) == 0 && plain.compare(at + 5, 4, "true") != 0)
      plain.replace(at + 1, kSsl.size(), "sslmode=");
  }
  return plain;
}

/// What the server is told when a connection begins. Numbers and a checked name: nothing to escape.
std::string session_options(const Target& target, const DatabaseOptions& options) {
  std::string text =
      fmt::format("-c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout={}",
                  options.statement_timeout_ms, options.lock_timeout_ms, options.statement_timeout_ms);
  // Every statement of ours finds its rows by an index. A plan that was made while the tables were empty, or without
  // statistics, must not read them whole when they have grown.
  text +=
      " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c "
      "enable_mergejoin=off";
  if (!target.schema.empty()) text += fmt::format(" -c search_path={}", target.schema);
  return text;
}

/// Taken unless the URL says otherwise. A peer that is gone is noticed within half a minute.
constexpr std::array<std::pair<const char*, const char*>, 7> kDefaults = {{
    {"application_name", "khoj"},
    {"client_encoding", "UTF8"},
    {"keepalives", "1"},
    {"keepalives_idle", "15"},
    {"keepalives_interval", "5"},
    {"keepalives_count", "3"},
    {"tcp_user_timeout", "30000"},
}};

}  // namespace

bool is_postgres_url(std::string_view url) noexcept {
  return std::any_of(kSchemes.begin(), kSchemes.end(),
                     [&](std::string_view scheme) { return url.starts_with(scheme); });
}

base::Result<Target> parse_target(std::string_view url, const DatabaseOptions& options) {
  // libpq's own words may repeat a part of the URL, and that part may be the password.
  const base::Error bad{
      ErrorCode::invalid_argument,
      "expected postgresql://user:password@host:5432/database?sslmode=…, with special characters "
      "of the password written as %XX, and only libpq's parameters behind '?'",
      "store.database_url"};
  if (!is_postgres_url(url)) return base::fail(bad);
  KHOJ_TRY(check_schema_name(options.schema));
  const std::unique_ptr<PQconninfoOption, Freed> parsed(PQconninfoParse(as_libpq_url(url).c_str(), nullptr));
  if (!parsed) return base::fail(bad);
  Target target;
  target.schema = options.schema;
  target.connect_timeout_ms = options.connect_timeout_ms;
  target.statement_timeout_ms = options.statement_timeout_ms;
  std::string host = "localhost";
  std::string port = "5432";
  std::string database;
  std::string session = session_options(target, options);
  for (const auto* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr || *option->val == '\0') continue;
    const std::string_view keyword = option->keyword;
    if (keyword == "host" || (keyword == "hostaddr" && host == "localhost")) host = option->val;
    if (keyword == "port") {
      port = option->val;
      // libpq would find it when it connects, and repeat it.
      if (!are_ports(port)) return base::fail(bad);
    }
    if (keyword == "dbname") database = option->val;
    if (keyword == "options") {
      session = fmt::format("{} {}", option->val, session);
    } else {
      target.keywords.emplace_back(keyword, option->val);
    }
  }
  const auto given = [&](std::string_view keyword) {
    return std::any_of(target.keywords.begin(), target.keywords.end(),
                       [&](const auto& pair) { return pair.first == keyword; });
  };
  for (const auto& [keyword, value] : kDefaults) {
    if (!given(keyword)) target.keywords.emplace_back(keyword, value);
  }
  target.keywords.emplace_back("options", std::move(session));
  target.shown = fmt::format("{}:{}/{}", host, port, database);
  return target;
}

}  // namespace khoj::adapters::postgres
