// The steps that lead from an empty database to the present schema (docs/formats/database.md), each with a
// version. A step that has been released is never changed; what changes is a new step at the end of the list.
#pragma once

#include "adapters/sqlite/connection.hpp"
#include "base/result.hpp"

namespace khoj::adapters::sqlite {

/// "Khoj" as SQLite's application id: a database of another program is refused, not migrated.
inline constexpr std::int64_t kApplicationId = 0x4B686F6A;

/// The version of the newest step that this program knows.
[[nodiscard]] std::int64_t latest_schema_version() noexcept;

/// Refuses, without changing anything, what migrate() would refuse. Errors: the same.
base::Status check_schema(Connection& connection);

/// Brings the database to the latest version, in one transaction. Cheap when it is there already.
/// Errors: failed_precondition (a newer version than this program knows; a database of another program), and
/// error_from's.
base::Status migrate(Connection& connection);

}  // namespace khoj::adapters::sqlite
