// The khoj program: reads the command line and runs one subcommand.
//
// Exit codes: 0 done; 1 it did not work, and one line on standard error says why and what to do; 2 the command line or
// the configuration is not right.
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/command.hpp"
#include "base/log.hpp"

namespace khoj::apps {
namespace {

struct CommandRow {
  const char* name;
  const char* description;
  Configure configure;
};

constexpr CommandRow kCommands[] = {
    {"serve", "Answer requests: search, catalogue, settings, pages", configure_serve},
    {"import", "Load a catalogue from CSV, TSV or JSONL", configure_import},
    {"export", "Write the catalogue as JSONL", configure_export},
    {"simulate", "Make a believable shop, or what its shoppers type and do", configure_simulate},
    {"eval", "Measure how good the results are", configure_eval},
    {"bench", "Measure how fast it is", configure_bench},
    {"config", "Show the configuration, its keys and their meaning", configure_config},
    {"doctor", "Check a data directory and say what is wrong with it", configure_doctor},
};

constexpr const char* kFooter = R"(
First steps:
  khoj simulate catalog --products 20000 --out shop.jsonl   make a shop, or take your own CSV
  khoj import catalog shop.jsonl                            load it (see --mapping for other formats)
  khoj serve                                                then open http://127.0.0.1:8000)";

int run(int argc, char** argv) {
  CLI::App app("Khoj makes a shop's products findable.", "khoj");
  app.set_version_flag("--version", KHOJ_VERSION);
  app.footer(kFooter);
  app.require_subcommand(1);
  Action chosen;
  for (const auto& row : kCommands) row.configure(*app.add_subcommand(row.name, row.description), chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const auto done = chosen();
  base::log::flush();
  if (done) return 0;
  fmt::print(stderr, "khoj: {}\n", done.error().describe());
  return done.error().code == base::ErrorCode::invalid_argument ? 2 : 1;
}

}  // namespace
}  // namespace khoj::apps

int main(int argc, char** argv) {
  try {
    return khoj::apps::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "khoj: stopped by an unexpected error: {}\n", error.what());
    return 1;
  }
}
