// What an operator wants to know about a database: which server it is, how events are laid out, and whether an answer
// means that a write is on the disk. For `khoj doctor`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/postgres/database.hpp"

namespace khoj::adapters::postgres {

/// @return lines for a person. Errors: unavailable.
base::Task<base::Result<std::vector<std::string>>> examine(std::shared_ptr<Database> database);

}  // namespace khoj::adapters::postgres
