// khoj eval sources: how good is each source of recommendations?
#pragma once

#include "apps/command.hpp"

namespace khoj::apps {

/// Adds the subcommand to khoj eval.
void configure_eval_sources(CLI::App& eval, Action& chosen);

}  // namespace khoj::apps
