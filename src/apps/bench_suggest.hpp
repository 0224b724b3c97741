// khoj bench suggest: how fast completions come and how much memory they take, in this process or over HTTP.
#pragma once

#include "apps/command.hpp"

namespace khoj::apps {

/// Declares the subcommand's options on `app`, as a Configure does.
void configure_bench_suggest(CLI::App& app, Action& chosen);

}  // namespace khoj::apps
