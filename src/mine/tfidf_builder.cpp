#include "mine/tfidf_builder.hpp"

#include <algorithm>
#include <numeric>

namespace khoj::mine {
namespace {

constexpr std::uint32_t kNone = 0xFFFF'FFFF;

}  // namespace

/// The terms that stay.
struct TfidfBuilder::Vocabulary {
  std::vector<std::uint32_t> terms;    ///< Of the builder, in bytewise order.
  std::vector<std::uint32_t> numbers;  ///< Of each of the builder's terms its place there, or kNone.
  std::vector<std::uint32_t> document_frequencies;
  std::uint64_t bytes = 0;

  [[nodiscard]] std::uint64_t postings() const noexcept {
    return std::accumulate(document_frequencies.begin(), document_frequencies.end(), std::uint64_t{0});
  }
};

base::Result<TfidfBuilder> TfidfBuilder::create(const TfidfOptions& options) {
  KHOJ_TRY(check(options));
  return TfidfBuilder(options);
}

void TfidfBuilder::add(domain::ItemId item, TfidfDocument& document) {
  const auto terms = document.terms(options_);
  documents_.push_back({item.value, static_cast<std::uint32_t>(terms.size()), postings_.size()});
  for (const auto& term : terms) postings_.push_back({numbers_.number(term.text), term.count});
}

void TfidfBuilder::absorb(TfidfBuilder&& other) {
  const TfidfBuilder taken = std::move(other);
  std::vector<std::uint32_t> numbers(taken.numbers_.size());
  for (std::uint32_t i = 0; i < numbers.size(); ++i) numbers[i] = numbers_.number(taken.numbers_[i]);
  const std::uint64_t before = postings_.size();
  postings_.reserve(before + taken.postings_.size());
  for (const TfidfPosting& posting : taken.postings_)
    postings_.push_back({numbers[posting.term], posting.count});
  documents_.reserve(documents_.size() + taken.documents_.size());
  for (Document document : taken.documents_) {
    document.begin += before;
    documents_.push_back(document);
  }
}

base::Result<TfidfModel> TfidfBuilder::build() && {
  KHOJ_TRY(sort_documents());
  const Vocabulary vocabulary = choose_terms();
  if (documents_.size() > kMaxTfidfDocuments || vocabulary.postings() > kMaxTfidfPostings ||
      vocabulary.bytes > kMaxTfidfPostings) {
    return base::fail(base::ErrorCode::resource_exhausted,
                      "{} documents with {} postings and {} bytes of terms; at most {}, {} and {} fit",
                      documents_.size(), vocabulary.postings(), vocabulary.bytes, kMaxTfidfDocuments,
                      kMaxTfidfPostings, kMaxTfidfPostings);
  }
  return TfidfModel::from_built(write_tfidf(content(vocabulary)));
}

base::Status TfidfBuilder::sort_documents() {
  const auto by_item = [](const Document& a, const Document& b) { return a.item < b.item; };
  if (!std::is_sorted(documents_.begin(), documents_.end(), by_item))
    std::sort(documents_.begin(), documents_.end(), by_item);
  const auto twice =
      std::adjacent_find(documents_.begin(), documents_.end(),
                         [](const Document& a, const Document& b) { return a.item == b.item; });
  if (twice == documents_.end()) return {};
  return base::fail(base::ErrorCode::already_exists, "item {} was added twice; expected once", twice->item);
}

TfidfBuilder::Vocabulary TfidfBuilder::choose_terms() const {
  std::vector<std::uint32_t> frequencies(numbers_.size());
  for (const TfidfPosting& posting : postings_) ++frequencies[posting.term];
  const double most = options_.max_document_share * static_cast<double>(documents_.size());
  Vocabulary out;
  for (std::uint32_t i = 0; i < numbers_.size(); ++i) {
    if (frequencies[i] >= options_.min_documents && frequencies[i] <= most) out.terms.push_back(i);
  }
  std::sort(out.terms.begin(), out.terms.end(),
            [this](std::uint32_t a, std::uint32_t b) { return numbers_[a] < numbers_[b]; });
  out.numbers.assign(numbers_.size(), kNone);
  for (std::uint32_t i = 0; i < out.terms.size(); ++i) {
    out.numbers[out.terms[i]] = i;
    out.document_frequencies.push_back(frequencies[out.terms[i]]);
    out.bytes += numbers_[out.terms[i]].size();
  }
  return out;
}

/// The documents with the postings of the terms that stay, under their numbers in the model.
TfidfContent TfidfBuilder::content(const Vocabulary& vocabulary) const {
  TfidfContent out;
  out.options = options_;
  out.document_frequencies = vocabulary.document_frequencies;
  out.terms.reserve(vocabulary.terms.size());
  for (const std::uint32_t term : vocabulary.terms) out.terms.push_back(numbers_[term]);
  out.items.reserve(documents_.size());
  out.begins.reserve(documents_.size() + 1);
  out.postings.reserve(vocabulary.postings());
  for (const Document& document : documents_) {
    const std::size_t begin = out.postings.size();
    for (std::uint64_t p = document.begin; p < document.begin + document.size; ++p) {
      const std::uint32_t term = vocabulary.numbers[postings_[p].term];
      if (term != kNone) out.postings.push_back({term, postings_[p].count});
    }
    std::sort(out.postings.begin() + static_cast<std::ptrdiff_t>(begin), out.postings.end(),
              [](const TfidfPosting& a, const TfidfPosting& b) { return a.term < b.term; });
    out.items.push_back(document.item);
    out.begins.push_back(out.postings.size());
  }
  return out;
}

}  // namespace khoj::mine
