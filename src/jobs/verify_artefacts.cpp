#include "jobs/verify_artefacts.hpp"

#include <algorithm>

#include "base/background.hpp"

namespace khoj::jobs {
namespace {

struct Found {
  std::uint64_t versions = 0;
  std::uint64_t size_bytes = 0;
  std::uint64_t damaged = 0;
  std::string first_damage;

  void add_damage(const std::string& what) {
    if (++damaged == 1) first_damage = what;
  }
};

void verify(const io::ArtefactStore& artefacts, const std::string& name, std::uint64_t version,
            Found& found) {
  const auto artefact = artefacts.open(name, version);
  if (artefact) {
    ++found.versions;
    found.size_bytes += artefact->manifest().size_bytes();
    return;
  }
  // Removed since it was listed: a new version came.
  const auto states = artefacts.list();
  if (states) {
    const auto gone = [&](const io::ArtefactState& state) {
      return state.name == name && std::ranges::find(state.versions, version,
                                                     &io::ArtefactVersion::version) == state.versions.end();
    };
    if (std::ranges::any_of(*states, gone)) return;
  }
  found.add_damage(artefact.error().describe());
}

}  // namespace

base::Result<JobOutcome> verify_artefacts(const io::ArtefactStore& artefacts, JobContext& context) {
  KHOJ_ASSIGN(const auto states, artefacts.list());
  std::uint64_t total = 0;
  for (const auto& state : states) total += state.versions.size();
  Found found;
  std::uint64_t done = 0;
  for (const auto& state : states) {
    if (!state.error.empty()) found.add_damage(fmt::format("{}: {}", state.name, state.error));
    for (const auto& version : state.versions) {
      KHOJ_TRY(base::unless_stopped(context.stop));
      verify(artefacts, state.name, version.version, found);
      context.report({++done, total, fmt::format("{} {}", state.name, version.version)});
    }
  }
  if (found.damaged > 0)
    return base::fail(base::ErrorCode::corruption, "{} of {} are damaged; the first: {}", found.damaged,
                      found.damaged + found.versions, found.first_damage);
  return JobOutcome{
      fmt::format("{} versions of {} artefacts are as they were written", found.versions, states.size()),
      {{"artefacts", static_cast<double>(states.size())},
       {"versions", static_cast<double>(found.versions)},
       {"bytes", static_cast<double>(found.size_bytes)}}};
}

Job verify_artefacts_job(io::ArtefactStore artefacts) {
  return {"verify_artefacts", "Compares every kept version of every artefact with its checksums",
          "10 4 * * *", [artefacts = std::move(artefacts)](JobContext& context) {
            return verify_artefacts(artefacts, context);
          }};
}

}  // namespace khoj::jobs
