// khoj bench recommend: how fast home pages, similar products and searches are answered, while shoppers act and jobs run.
#pragma once

#include "apps/command.hpp"

namespace khoj::apps {

/// Declares the subcommand's options on `app`, as a Configure does.
void configure_bench_recommend(CLI::App& app, Action& chosen);

}  // namespace khoj::apps
