// What the native drivers of bench/peers share: the corpus as lines of blank-separated words, the clock, and the form in
// which results are written. A driver answers every query several times in one thread; what counts for a query is its
// fastest answer, so that neighbours on the machine and cold caches count for nobody.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace khoj::peers {

/// Document and score.
using Ranking = std::vector<std::pair<std::uint32_t, double>>;

struct Arguments {
  std::filesystem::path docs;  ///< One document a line, the first one is document 0; or the completions.
  std::filesystem::path
      queries;  ///< One query a line, no word twice; for completions a folder of what is typed.
  std::filesystem::path index;  ///< An empty folder.
  std::filesystem::path out;    ///< Where MODE.txt goes: "document:score …" or completions, a line a query.
  int rounds = 5;               ///< How often everything is asked,
  double budget_s = 60.0;       ///< unless the rounds of one mode take longer than this together.
};

[[noreturn]] inline void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

inline Arguments parse_arguments(int count, char** values) {
  Arguments out;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = values[i];
    if (name == "--docs" || name == "--completions")
      out.docs = values[i + 1];
    else if (name == "--queries")
      out.queries = values[i + 1];
    else if (name == "--index")
      out.index = values[i + 1];
    else if (name == "--out")
      out.out = values[i + 1];
    else if (name == "--rounds")
      out.rounds = std::atoi(values[i + 1]);
    else if (name == "--budget-s")
      out.budget_s = std::atof(values[i + 1]);
    else
      fail("unknown option " + std::string(name));
  }
  if (out.docs.empty() || out.queries.empty() || out.index.empty() || out.out.empty()) {
    fail("usage: --docs|--completions FILE --queries PATH --index DIR --out DIR [--rounds N] [--budget-s S]");
  }
  return out;
}

template <typename Visit>
void for_each_line(const std::filesystem::path& path, Visit&& visit) {
  std::ifstream in(path);
  if (!in) fail("cannot open " + path.string());
  for (std::string line; std::getline(in, line);) visit(std::string_view(line));
}

template <typename Visit>
void for_each_word(std::string_view line, Visit&& visit) {
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    if (end > at) visit(line.substr(at, end - at));
    at = end + 1;
  }
}

inline std::vector<std::vector<std::string>> read_queries(const std::filesystem::path& path) {
  std::vector<std::vector<std::string>> queries;
  for_each_line(path, [&](std::string_view line) {
    queries.emplace_back();
    for_each_word(line, [&](std::string_view word) { queries.back().emplace_back(word); });
  });
  return queries;
}

class Stopwatch {
 public:
  [[nodiscard]] double elapsed_s() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

inline std::uint64_t folder_bytes(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.is_regular_file()) bytes += file.file_size();
  }
  return bytes;
}

[[nodiscard]] inline std::string ranking_line(const Ranking& ranking) {
  std::string line;
  for (const auto& [document, score] : ranking) {
    char text[48];
    std::snprintf(text, sizeof(text), "%s%u:%.9g", line.empty() ? "" : " ", document, score);
    line += text;
  }
  return line;
}

/// Answers queries 0 … count - 1 by `search(i)` and writes what `to_line` makes of the answers to out/MODE.txt.
/// @return the mode's member of the driver's JSON: "MODE":{"mean_us":…}.
template <typename Search, typename ToLine>
std::string measure(const Arguments& arguments, const std::string& mode, std::size_t count, Search&& search,
                    ToLine&& to_line) {
  std::vector<double> best(count, std::numeric_limits<double>::infinity());
  std::vector<std::string> lines(count);
  const Stopwatch total;
  int round = 0;
  while (round < arguments.rounds && (round == 0 || total.elapsed_s() < arguments.budget_s)) {
    for (std::size_t i = 0; i < count; ++i) {
      const Stopwatch one;
      const auto answer = search(i);
      best[i] = std::min(best[i], one.elapsed_s() * 1e6);
      if (round == 0) lines[i] = to_line(answer);
    }
    ++round;
  }
  std::ofstream out(arguments.out / (mode + ".txt"));
  for (const std::string& line : lines) out << line << '\n';
  std::sort(best.begin(), best.end());
  double sum = 0.0;
  for (const double us : best) sum += us;
  const auto at = [&](double q) {
    return count == 0 ? 0.0 : best[static_cast<std::size_t>(std::lround(q * static_cast<double>(count - 1)))];
  };
  char text[256];
  std::snprintf(
      text, sizeof(text), R"("%s":{"rounds":%d,"mean_us":%.2f,"p50_us":%.2f,"p99_us":%.2f,"max_us":%.2f})",
      mode.c_str(), round, count == 0 ? 0.0 : sum / static_cast<double>(count), at(0.5), at(0.99), at(1.0));
  return text;
}

}  // namespace khoj::peers
