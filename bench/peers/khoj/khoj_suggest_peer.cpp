// Khoj's completion index as a peer among others: completions of one kind, ten answers, as autosuggest asks for them.
#include "../measure.hpp"
#include "index/completion/completion_builder.hpp"

namespace khoj::peers {
namespace {

using index::completion::CompletionBuilder;
using index::completion::CompletionIndex;
using index::completion::Hit;

constexpr std::size_t kTop = 10;

[[nodiscard]] std::string hits_line(const std::vector<Hit>& hits) {
  std::string line;
  for (const Hit& hit : hits) line += (line.empty() ? "" : "\t") + hit.text;
  return line;
}

CompletionIndex build(const std::filesystem::path& completions) {
  CompletionBuilder builder;
  index::completion::Entry entry;
  for_each_line(completions, [&](std::string_view line) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) fail("a completion without a weight: " + std::string(line));
    entry.text = line.substr(0, tab);
    entry.weight = std::strtof(line.data() + tab + 1, nullptr);
    const auto added = builder.add(entry);
    if (!added) fail(added.error().describe());
  });
  auto built = builder.build();
  if (!built) fail(built.error().describe());
  return std::move(*built);
}

int run(const Arguments& arguments) {
  const Stopwatch building;
  const CompletionIndex completions = build(arguments.docs);
  const double build_s = building.elapsed_s();
  // What is asked, from which file, and whether mistakes are forgiven: where there are too few completions without any,
  // looking for them is most of the work, and a peer that never does it is compared without.
  struct Mode {
    const char* name;
    const char* file;
    std::uint32_t max_typos;
  };
  using index::completion::kMaxTypos;
  std::string modes;
  for (const Mode& mode :
       {Mode{"prefix", "prefix.tsv", 0}, Mode{"prefix_forgiving", "prefix.tsv", kMaxTypos},
        Mode{"mistyped", "mistyped.tsv", kMaxTypos}, Mode{"whole", "whole.tsv", kMaxTypos}}) {
    std::vector<std::string> typed;
    for_each_line(arguments.queries / mode.file,
                  [&](std::string_view line) { typed.emplace_back(line.substr(0, line.find('\t'))); });
    index::completion::Options options;
    options.max_typos = mode.max_typos;
    modes +=
        "," + measure(
                  arguments, mode.name, typed.size(),
                  [&](std::size_t i) { return completions.complete(typed[i], kTop, options); }, hits_line);
  }
  std::printf(R"({"engine":"khoj","version":"%s","completions":%zu,"build_s":%.3f,"index_bytes":%zu%s})"
              "\n",
              KHOJ_VERSION, completions.size(), build_s, completions.memory_bytes(), modes.c_str());
  return 0;
}

}  // namespace
}  // namespace khoj::peers

int main(int count, char** values) { return khoj::peers::run(khoj::peers::parse_arguments(count, values)); }
