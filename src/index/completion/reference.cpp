#include "index/completion/reference.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <tuple>

#include "index/completion/edit_distance.hpp"
#include "index/completion/word_forms.hpp"

namespace khoj::index::completion {
namespace {

using OwnedWords = std::vector<std::string>;

std::vector<OwnedWords> forms_of(std::string_view text, WordForms& reader) {
  std::vector<OwnedWords> out;
  for (const auto& form : reader.read(text)) out.emplace_back(form.begin(), form.end());
  return out;
}

/// How well a completion answers a query: smaller is better.
struct Fit {
  std::uint32_t typos = 0;
  bool any_order = false;
};

std::uint32_t typos_between(const std::string& typed, const std::string& word, bool last) {
  if (last ? word.starts_with(typed) : word == typed) return 0;
  std::vector<char32_t> letters;
  read_letters(typed, letters);
  const auto distance = edit_distance(typed, word, last);
  return distance <= allowed_typos(letters) ? distance : kMaxTypos + 1;
}

std::optional<Fit> fit_of(const OwnedWords& typed, const OwnedWords& words) {
  Fit fit;
  bool continues = words.size() >= typed.size();
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const bool last = i + 1 == typed.size();
    std::uint32_t least = kMaxTypos + 1;
    for (const auto& word : words) least = std::min(least, typos_between(typed[i], word, last));
    fit.typos += least;
    continues = continues && typos_between(typed[i], words[i], last) == 0;
  }
  if (fit.typos > kMaxTypos) return std::nullopt;
  fit.any_order = !continues;
  return fit;
}

}  // namespace

std::vector<Hit> complete_plainly(std::span<const Entry> entries, std::string_view typed, std::size_t k,
                                  const Options& options) {
  struct Document {
    OwnedWords words;
    const Entry* entry;
  };
  WordForms reader;
  std::vector<Document> documents;
  for (const auto& entry : entries) {
    for (auto& form : forms_of(entry.text, reader)) documents.push_back({std::move(form), &entry});
    for (const auto& other : entry.forms) {
      for (auto& form : forms_of(other, reader)) documents.push_back({std::move(form), &entry});
    }
  }
  std::stable_sort(documents.begin(), documents.end(), [](const Document& a, const Document& b) {
    return a.entry->weight != b.entry->weight
               ? a.entry->weight > b.entry->weight
               : std::tie(a.words, a.entry->kind) < std::tie(b.words, b.entry->kind);
  });
  struct Ranked {
    std::tuple<std::uint32_t, bool, std::size_t, std::size_t> order;
    Hit hit;
  };
  std::vector<Ranked> ranked;
  const auto queries = forms_of(typed, reader);
  for (std::size_t form = 0; form < queries.size(); ++form) {
    auto query = queries[form];
    query.resize(std::min(query.size(), kMaxWords));
    for (std::size_t i = 0; i < documents.size(); ++i) {
      const auto& [words, entry] = documents[i];
      const auto fit = fit_of(query, words);
      if (words.size() > kMaxWords || !fit || fit->typos > options.max_typos) continue;
      if ((options.kinds & mask_of(entry->kind)) == 0) continue;
      const auto weight = std::bit_cast<float>(std::bit_cast<std::uint32_t>(entry->weight) & 0xFFFF0000U);
      const bool continues = fit->typos == 0 && !fit->any_order;
      ranked.push_back(
          {{fit->typos, !continues, form, i},
           {entry->text, entry->kind, weight, static_cast<std::uint8_t>(fit->typos), continues}});
    }
  }
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return a.order < b.order; });
  std::vector<Hit> hits;
  for (auto& [order, hit] : ranked) {
    const std::uint32_t typos_so_far = hits.empty() ? 0 : hits.back().typos;
    if (hit.typos > typos_so_far && hits.size() >= options.enough) break;
    const bool known = std::any_of(hits.begin(), hits.end(), [&](const Hit& other) {
      return other.kind == hit.kind && other.text == hit.text;
    });
    if (!known && hits.size() < k) hits.push_back(std::move(hit));
  }
  return hits;
}

}  // namespace khoj::index::completion
