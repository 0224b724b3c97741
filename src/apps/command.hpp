// What a subcommand is to main(): a name, a sentence, and a function that declares its options. A new one is a file in
// this folder and one row in main.cpp.
#pragma once

#include <functional>

#include "base/result.hpp"

namespace CLI {
class App;
}

namespace khoj::apps {

/// What to run once the command line has been read.
using Action = std::function<base::Status()>;

/// Declares a subcommand's options on `app`; when the user chose it, `chosen` is set to its action.
using Configure = void (*)(CLI::App& app, Action& chosen);

void configure_serve(CLI::App& app, Action& chosen);
void configure_import(CLI::App& app, Action& chosen);
void configure_export(CLI::App& app, Action& chosen);
void configure_simulate(CLI::App& app, Action& chosen);
void configure_eval(CLI::App& app, Action& chosen);
void configure_bench(CLI::App& app, Action& chosen);
void configure_config(CLI::App& app, Action& chosen);
void configure_job(CLI::App& app, Action& chosen);
void configure_artefacts(CLI::App& app, Action& chosen);
void configure_doctor(CLI::App& app, Action& chosen);

}  // namespace khoj::apps
