// khoj artefacts: what jobs have made, the way back to an earlier version, and whether the bytes are still right. It looks at
// files only, so that it works beside a server and without a database.
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "apps/command.hpp"
#include "apps/common_options.hpp"
#include "apps/shop_jobs.hpp"

namespace khoj::apps {
namespace {

struct ArtefactOptions {
  CommonOptions common;
  std::string name;
};

std::string_view word_of(io::ArtefactRole role) noexcept {
  switch (role) {
    case io::ArtefactRole::live: return "live";
    case io::ArtefactRole::before: return "before";
    case io::ArtefactRole::unnamed: return "unnamed";
  }
  return "";
}

void print_version(const io::ArtefactVersion& version) {
  if (!version.manifest) {
    fmt::print("  {:>6}  {:<8} {}\n", version.version, word_of(version.role), version.error);
    return;
  }
  const auto& manifest = *version.manifest;
  const auto made = static_cast<std::time_t>(manifest.created_ms / 1'000);
  fmt::print("  {:>6}  {:<8} {:%F %T} UTC  {} bytes in {} files", version.version, word_of(version.role),
             fmt::gmtime(made), manifest.size_bytes(), manifest.files.size());
  for (const auto& [name, value] : manifest.facts.metrics) fmt::print("  {}={}", name, value);
  fmt::print("\n");
}

base::Status list_artefacts(const ArtefactOptions& options) {
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto states, open_artefacts(config).list());
  for (const auto& state : states) {
    fmt::print("{}{}{}\n", state.name, state.error.empty() ? "" : "  ", state.error);
    for (const auto& version : state.versions) print_version(version);
  }
  if (states.empty()) fmt::print("there are none yet\n");
  return {};
}

base::Status roll_back(const ArtefactOptions& options) {
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto live, open_artefacts(config).rollback(options.name));
  fmt::print("version {} of {} is live\n", live, options.name);
  return {};
}

base::Status verify(const ArtefactOptions& options) {
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  const auto artefacts = open_artefacts(config);
  KHOJ_ASSIGN(const auto states, artefacts.list());
  std::uint64_t good = 0;
  std::uint64_t damaged = 0;
  bool found = false;
  const auto complain = [&damaged](const std::string& what) {
    ++damaged;
    fmt::print("{}\n", what);
  };
  for (const auto& state : states) {
    if (!options.name.empty() && state.name != options.name) continue;
    found = true;
    if (!state.error.empty()) complain(fmt::format("{}: {}", state.name, state.error));
    for (const auto& version : state.versions) {
      const auto opened = artefacts.open(state.name, version.version);
      if (opened) {
        ++good;
      } else {
        complain(opened.error().describe());
      }
    }
  }
  if (!found && !options.name.empty())
    return base::fail(base::ErrorCode::not_found, "there is no artefact '{}'", options.name);
  fmt::print("{} versions are as they were written\n", good);
  if (damaged == 0) return {};
  return base::fail(
      base::ErrorCode::corruption,
      "{} are damaged; khoj artefacts rollback NAME goes back to a good one, or run its job again", damaged);
}

}  // namespace

void configure_artefacts(CLI::App& app, Action& chosen) {
  app.require_subcommand(1);
  const auto options = std::make_shared<ArtefactOptions>();
  const auto add = [&](const char* name, const char* description,
                       base::Status (*action)(const ArtefactOptions&)) {
    auto* command = app.add_subcommand(name, description);
    add_common_options(*command, options->common);
    command->callback(
        [options, action, &chosen] { chosen = [options, action] { return action(*options); }; });
    return command;
  };
  add("list", "What there is, in which versions", list_artefacts);
  add("rollback", "Make the version before the live one live again", roll_back)
      ->add_option("NAME", options->name, "The artefact")
      ->required();
  add("verify", "Compare every byte with the checksums", verify)
      ->add_option("NAME", options->name, "Only this artefact");
}

}  // namespace khoj::apps
