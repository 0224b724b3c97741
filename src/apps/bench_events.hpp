// khoj bench events: how many events a server keeps a second, and after how long it says so.
#pragma once

#include "apps/command.hpp"

namespace khoj::apps {

/// Declares the subcommand's options on `app`, as a Configure does.
void configure_bench_events(CLI::App& app, Action& chosen);

}  // namespace khoj::apps
