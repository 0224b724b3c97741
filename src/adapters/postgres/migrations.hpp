// The steps that lead from an empty schema to the present one (docs/formats/postgresql.md), each with a version. A step
// that has been released is never changed; what changes is a new step at the end of the list. Programs that start
// together take turns (an advisory lock).
#pragma once

#include "adapters/postgres/blocking_session.hpp"

namespace khoj::adapters::postgres {

/// The version of the newest step that this program knows.
[[nodiscard]] std::int64_t latest_schema_version() noexcept;

/// Brings the schema to the latest version, in one transaction. Cheap when it is there already.
/// Errors: failed_precondition (a newer version than this program knows; tables of another program; a database that is
/// not UTF-8), and postgres_error's.
base::Status migrate(BlockingSession& session, const Target& target);

}  // namespace khoj::adapters::postgres
