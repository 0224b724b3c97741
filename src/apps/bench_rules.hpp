// khoj bench rules: how fast frequent item sets and rules are mined from simulated baskets.
#pragma once

#include "apps/command.hpp"

namespace khoj::apps {

/// Declares the subcommand's options on `app`, as a Configure does.
void configure_bench_rules(CLI::App& app, Action& chosen);

}  // namespace khoj::apps
