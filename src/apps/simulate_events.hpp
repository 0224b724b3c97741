// khoj simulate events: what shoppers do in a shop, and who they are.
#pragma once

#include "apps/command.hpp"

namespace khoj::apps {

/// Declares the subcommand's options on `app`, as a Configure does.
void configure_simulate_events(CLI::App& app, Action& chosen);

}  // namespace khoj::apps
