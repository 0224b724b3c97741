// khoj bench vectors: how long word vectors take to train on simulated products, how much memory, and how fast they embed.
#pragma once

#include "apps/command.hpp"

namespace khoj::apps {

/// Declares the subcommand's options on `app`, as a Configure does.
void configure_bench_vectors(CLI::App& app, Action& chosen);

}  // namespace khoj::apps
