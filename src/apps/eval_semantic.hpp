// khoj eval semantic: how many products that do not say a category's name word vectors find by it, beside popularity.
#pragma once

#include "apps/command.hpp"

namespace khoj::apps {

/// Declares the subcommand's options on `app`, as a Configure does.
void configure_eval_semantic(CLI::App& app, Action& chosen);

}  // namespace khoj::apps
