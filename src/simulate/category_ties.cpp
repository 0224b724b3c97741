#include "simulate/category_ties.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/hash.hpp"
#include "base/rng.hpp"
#include "domain/product.hpp"
#include "text/normalise.hpp"

namespace khoj::simulate {
namespace {

struct Usage {
  std::string_view word;  ///< Beginning of a word of the path, folded.
  std::uint32_t days;     ///< 0: what is called so is not used up, whatever else it is called.
};

/// The first row that fits decides, so what lasts stands first.
constexpr std::array kUsages = {
    Usage{"applianc", 0},   Usage{"kitchen", 0},    Usage{"storage", 0},     Usage{"cookware", 0},
    Usage{"toy", 0},        Usage{"cloth", 0},      Usage{"fashion", 0},     Usage{"boxes", 0},
    Usage{"accessor", 0},   Usage{"furnit", 0},     Usage{"milk", 7},        Usage{"bread", 7},
    Usage{"fruit", 14},     Usage{"vegetab", 7},    Usage{"snack", 14},      Usage{"namkeen", 14},
    Usage{"biscuit", 14},   Usage{"diaper", 18},    Usage{"pet", 24},        Usage{"dog", 24},
    Usage{"cat", 24},       Usage{"tea", 28},       Usage{"coffee", 28},     Usage{"beverage", 21},
    Usage{"rice", 28},      Usage{"atta", 21},      Usage{"flour", 21},      Usage{"dal", 28},
    Usage{"pulses", 28},    Usage{"oil", 30},       Usage{"ghee", 30},       Usage{"spice", 40},
    Usage{"masala", 40},    Usage{"pickle", 40},    Usage{"grocer", 24},     Usage{"food", 24},
    Usage{"gourmet", 24},   Usage{"nutrition", 30}, Usage{"supplement", 30}, Usage{"vitamin", 30},
    Usage{"soap", 28},      Usage{"shampoo", 35},   Usage{"tooth", 35},      Usage{"face", 40},
    Usage{"skin", 40},      Usage{"moisturi", 40},  Usage{"sunscreen", 45},  Usage{"hair", 40},
    Usage{"shav", 35},      Usage{"deodorant", 45}, Usage{"deterg", 28},     Usage{"cleaning", 30},
    Usage{"household", 30}, Usage{"janitor", 35},   Usage{"sanit", 30},      Usage{"makeup", 55},
    Usage{"lipstick", 55},  Usage{"make", 55},      Usage{"personal", 35},   Usage{"grooming", 40},
    Usage{"beauty", 45},    Usage{"puja", 35},      Usage{"pens", 40},       Usage{"notebook", 40},
    Usage{"batter", 50}};

/// Whether a word of `folded` begins so; a word shorter than four letters must be whole, or "catalogue" would be a pet's.
bool has_word(std::string_view folded, std::string_view word) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t at = folded.find(word); at != std::string_view::npos; at = folded.find(word, at + 1)) {
    if (at > 0 && is_letter(folded[at - 1])) continue;
    std::size_t end = at + word.size();
    if (word.size() > 3) return true;
    if (end < folded.size() && folded[end] == 's') ++end;
    if (end == folded.size() || !is_letter(folded[end])) return true;
  }
  return false;
}

/// Uniform in [0, 1) for an unordered pair of names.
double pair_number(std::uint64_t a, std::uint64_t b, std::uint64_t seed) noexcept {
  return base::Rng((std::min(a, b) ^ (seed * 0x9e3779b97f4a7c15ULL)) + std::max(a, b) * 31).uniform();
}

}  // namespace

std::uint32_t replenish_days(std::string_view category_path) {
  const std::string folded = text::fold(category_path);
  const std::size_t last = folded.rfind(domain::kCategorySeparator);
  // The leaf's own name says more than what stands above it.
  if (last != std::string::npos) {
    const auto leaf = std::string_view(folded).substr(last + domain::kCategorySeparator.size());
    for (const auto& usage : kUsages) {
      if (has_word(leaf, usage.word)) return usage.days;
    }
  }
  for (const auto& usage : kUsages) {
    if (has_word(folded, usage.word)) return usage.days;
  }
  return 0;
}

std::string_view department_of(std::string_view category_path) noexcept {
  return category_path.substr(0, category_path.find(domain::kCategorySeparator));
}

std::vector<std::vector<std::uint32_t>> draw_complements(std::span<const std::string> paths,
                                                         std::uint64_t seed) {
  constexpr double kElsewhere = 0.6;
  std::vector<std::uint64_t> names;
  std::vector<std::uint64_t> departments;
  for (const auto& path : paths) {
    names.push_back(base::hash64(path));
    departments.push_back(base::hash64(department_of(path)));
  }
  std::vector<std::vector<std::uint32_t>> complements(paths.size());
  std::vector<std::pair<double, std::uint32_t>> best;
  for (std::size_t a = 0; a < paths.size(); ++a) {
    best.clear();
    for (std::size_t b = 0; b < paths.size(); ++b) {
      if (a == b) continue;
      const double near = departments[a] == departments[b] ? 1.0 : kElsewhere;
      best.emplace_back(-near * pair_number(names[a], names[b], seed), static_cast<std::uint32_t>(b));
    }
    const std::size_t wanted = std::min(kComplements, best.size());
    std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(wanted), best.end());
    for (std::size_t i = 0; i < wanted; ++i) complements[a].push_back(best[i].second);
  }
  return complements;
}

}  // namespace khoj::simulate
