#include "adapters/postgres/postgres_error.hpp"

#include <algorithm>
#include <array>

#include <libpq-fe.h>

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;

struct Meaning {
  std::string_view state;  ///< Five letters, or a class of two.
  ErrorCode code;
  std::string_view words;
};

/// The first row that fits counts. https://www.postgresql.org/docs/15/errcodes-appendix.html
constexpr std::array kMeanings = {
    Meaning{"55P03", ErrorCode::unavailable, "another transaction holds a lock for too long"},
    Meaning{"57014", ErrorCode::unavailable, "the database took too long for a statement"},
    Meaning{"57P", ErrorCode::unavailable, "the database is stopping or starting"},
    Meaning{"25006", ErrorCode::unavailable,
            "the database takes no writes: it is a standby, or set to read-only"},
    Meaning{"25P03", ErrorCode::unavailable, "the transaction was idle for too long"},
    Meaning{"40", ErrorCode::unavailable, "the transaction met another one and was undone; try again"},
    Meaning{"53200", ErrorCode::resource_exhausted, "the database ran out of memory"},
    Meaning{"53100", ErrorCode::unavailable, "the database's disk is full; nothing was changed"},
    Meaning{"53", ErrorCode::unavailable, "the database has too many connections or too little room"},
    Meaning{"58", ErrorCode::unavailable, "reading or writing the database's files failed"},
    Meaning{"08", ErrorCode::unavailable, "the connection to the database broke"},
    Meaning{"28", ErrorCode::permission_denied, "the database refuses this user"},
    Meaning{"42501", ErrorCode::permission_denied, "the database's user may not do this"},
    Meaning{"3D000", ErrorCode::failed_precondition, "there is no such database; create it first"},
    Meaning{"22021", ErrorCode::invalid_argument, "a text holds bytes that the database cannot keep"},
    Meaning{"54", ErrorCode::invalid_argument, "a value is too large for the database"},
    Meaning{"XX001", ErrorCode::corruption, "the database is damaged; restore it from a backup"},
    Meaning{"XX002", ErrorCode::corruption, "an index of the database is damaged; REINDEX it"},
};

std::string_view state_of(const pg_result* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string_view() : state;
}

/// libpq's words are several lines that end with an empty one.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c != '\n' && c != '\t') {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace

base::Error error_from(const pg_result* result) {
  const auto state = state_of(result);
  if (state.empty()) return base::make_error(ErrorCode::unavailable, "the connection to the database broke");
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const auto found = std::find_if(kMeanings.begin(), kMeanings.end(),
                                  [&](const Meaning& row) { return state.starts_with(row.state); });
  const bool known = found != kMeanings.end();
  return base::make_error(known ? found->code : ErrorCode::internal, "{} ({}, SQLSTATE {})",
                          known ? found->words : "the database refused a statement",
                          one_line(primary == nullptr ? "no words" : primary), state);
}

bool ends_connection(const pg_result* result) {
  const auto state = state_of(result);
  return state.empty() || state.starts_with("57P") || state.starts_with("08") || state == "25006" ||
         state == "25P03";
}

base::Error connection_error(const pg_conn* connection, const std::string& where) {
  const std::string words = one_line(connection == nullptr ? "out of memory" : PQerrorMessage(connection));
  // A server's refusal comes without its SQLSTATE here; these two need somebody to act, the rest may pass.
  const auto code =
      words.find("authentication failed") != std::string::npos ||
              words.find("no pg_hba.conf entry") != std::string::npos
          ? ErrorCode::permission_denied
      : words.find("database \"") != std::string::npos && words.find("does not exist") != std::string::npos
          ? ErrorCode::failed_precondition
          : ErrorCode::unavailable;
  return base::Error{code,
                     fmt::format("cannot reach PostgreSQL at {}: {}", where,
                                 words.empty() ? "the server closed the connection" : words),
                     {}};
}

base::Error is_away(const base::Error& why) {
  return base::make_error(ErrorCode::unavailable, "the database is away, try again shortly: {}",
                          why.describe());
}

}  // namespace khoj::adapters::postgres
