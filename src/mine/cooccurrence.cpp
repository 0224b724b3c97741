#include "mine/cooccurrence.hpp"

#include <algorithm>
#include <cmath>

#include "mine/parallel.hpp"

namespace khoj::mine {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;

/// The texts in numbers of the vocabulary, and for each of its words the texts that have it.
struct Corpus {
  std::vector<std::size_t> offsets{0};
  std::vector<std::uint32_t> words;
  std::vector<float> shares;  ///< Of each text: what one of its words gives to each other one.
  std::vector<std::size_t> text_offsets;
  std::vector<std::uint32_t> texts;
  std::vector<double> totals;  ///< Of each word: all that it gives.
  double total = 0;
};

Corpus renumber(const WordDocuments& documents, std::span<const std::uint32_t> vocabulary) {
  std::vector<std::uint32_t> rows(documents.word_count(), kNone);
  for (std::size_t i = 0; i < vocabulary.size(); ++i) rows[vocabulary[i]] = static_cast<std::uint32_t>(i);
  Corpus corpus;
  corpus.totals.assign(vocabulary.size(), 0);
  corpus.text_offsets.assign(vocabulary.size() + 1, 0);
  for (std::size_t d = 0; d < documents.size(); ++d) {
    for (const std::uint32_t word : documents[d]) {
      if (rows[word] != kNone) corpus.words.push_back(rows[word]);
    }
    const std::size_t length = corpus.words.size() - corpus.offsets.back();
    if (length < 2) {  // Nobody stands beside anybody.
      corpus.words.resize(corpus.offsets.back());
      continue;
    }
    for (std::size_t i = corpus.offsets.back(); i < corpus.words.size(); ++i) {
      corpus.totals[corpus.words[i]] += documents.weight(d);
      ++corpus.text_offsets[corpus.words[i] + 1];
    }
    corpus.total += static_cast<double>(documents.weight(d)) * static_cast<double>(length);
    corpus.shares.push_back(documents.weight(d) / static_cast<float>(length - 1));
    corpus.offsets.push_back(corpus.words.size());
  }
  for (std::size_t i = 1; i < corpus.text_offsets.size(); ++i)
    corpus.text_offsets[i] += corpus.text_offsets[i - 1];
  corpus.texts.resize(corpus.words.size());
  auto next = corpus.text_offsets;
  for (std::size_t d = 0; d < corpus.shares.size(); ++d) {
    for (std::size_t i = corpus.offsets[d]; i < corpus.offsets[d + 1]; ++i)
      corpus.texts[next[corpus.words[i]]++] = static_cast<std::uint32_t>(d);
  }
  return corpus;
}

struct Entry {
  std::uint32_t column;
  float value;
};

/// Computes rows one after the other; one for each thread.
class RowMaker {
 public:
  RowMaker(const Corpus& corpus, std::span<const double> chances, const CooccurrenceOptions& options)
      : corpus_(corpus), chances_(chances), options_(options), together_(corpus.totals.size()) {}

  void make(std::uint32_t row, std::vector<Entry>& out) {
    touched_.clear();
    for (std::size_t t = corpus_.text_offsets[row]; t < corpus_.text_offsets[row + 1]; ++t) {
      const std::uint32_t text = corpus_.texts[t];
      const float share = corpus_.shares[text];
      for (std::size_t i = corpus_.offsets[text]; i < corpus_.offsets[text + 1]; ++i) {
        const std::uint32_t word = corpus_.words[i];
        if (together_[word] == 0) touched_.push_back(word);
        together_[word] += share;
      }
    }
    out.clear();
    for (const std::uint32_t column : touched_) {
      const double together = together_[column];
      together_[column] = 0;
      if (column == row) continue;
      const double least = std::min(corpus_.totals[row], corpus_.totals[column]);
      const double discount = together / (together + 1) * least / (least + 1);
      const double information = std::log(together / corpus_.total) - chances_[row] - chances_[column];
      const double value = information * discount - std::log(options_.shift);
      if (value > 0) out.push_back({column, static_cast<float>(value)});
    }
    if (out.size() > options_.most_in_row) {
      const auto kept = out.begin() + static_cast<std::ptrdiff_t>(options_.most_in_row);
      std::nth_element(out.begin(), kept, out.end(), [](const Entry& a, const Entry& b) {
        return a.value != b.value ? a.value > b.value : a.column < b.column;
      });
      out.erase(kept, out.end());
    }
    std::sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) { return a.column < b.column; });
  }

 private:
  const Corpus& corpus_;
  std::span<const double> chances_;
  const CooccurrenceOptions& options_;
  std::vector<float> together_;  ///< All 0 between rows.
  std::vector<std::uint32_t> touched_;
};

/// Half the logarithm of each word's share of all, plus half that of its smoothed share: of two words the sum is what they
/// would have in common by chance, the same from both sides.
std::vector<double> log_chances(const Corpus& corpus, double smoothing) {
  double smoothed_total = 0;
  for (const double total : corpus.totals) smoothed_total += std::pow(total, smoothing);
  std::vector<double> out;
  for (const double total : corpus.totals)
    out.push_back((std::log(total / corpus.total) + std::log(std::pow(total, smoothing) / smoothed_total)) /
                  2);
  return out;
}

}  // namespace

SparseRows positive_information(const WordDocuments& documents, std::span<const std::uint32_t> vocabulary,
                                const CooccurrenceOptions& options) {
  constexpr std::size_t kBlock = 64;
  const Corpus corpus = renumber(documents, vocabulary);
  const auto chances = log_chances(corpus, options.smoothing);
  std::vector<std::vector<Entry>> blocks((vocabulary.size() + kBlock - 1) / kBlock);
  std::vector<std::size_t> lengths(vocabulary.size());
  const std::size_t share = std::max<std::size_t>(kBlock, vocabulary.size() / 64 / kBlock * kBlock);
  for_blocks(vocabulary.size(), share, options.threads, [&](std::size_t begin, std::size_t end) {
    RowMaker maker(corpus, chances, options);
    std::vector<Entry> row;
    for (std::size_t i = begin; i < end; ++i) {
      maker.make(static_cast<std::uint32_t>(i), row);
      auto& block = blocks[i / kBlock];
      block.insert(block.end(), row.begin(), row.end());
      lengths[i] = row.size();
    }
  });
  SparseRows out;
  for (const std::size_t length : lengths) out.offsets.push_back(out.offsets.back() + length);
  out.columns.reserve(out.offsets.back());
  out.values.reserve(out.offsets.back());
  for (auto& block : blocks) {
    for (const auto& [column, value] : block) {
      out.columns.push_back(column);
      out.values.push_back(value);
    }
    block = {};
  }
  return out;
}

}  // namespace khoj::mine
