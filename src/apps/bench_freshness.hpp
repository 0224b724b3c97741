// khoj bench freshness: how long it takes from the acknowledgement of a new price until searches see it, while others
// search.
#pragma once

#include "apps/command.hpp"

namespace khoj::apps {

/// Declares the subcommand's options on `app`, as a Configure does.
void configure_bench_freshness(CLI::App& app, Action& chosen);

}  // namespace khoj::apps
